package io.millrace.windowing.sliced;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.lanes.Cell;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.Layout;
import io.millrace.windowing.lanes.Reached;
import org.jspecify.annotations.Nullable;

/**
 * The slices of one subtask and the windows made of them: fires windows in order of time, one piece
 * after another, and lets go of slices that no window needs any more.
 */
final class Firings {
  private final SliceGrid grid;
  private final Layout layout;
  private final long allowedMs;
  private final OperatorContext context;
  private final KeyedStateStore store;
  private final ColumnSpec[] sliceSpecs;
  private final Slices slices = new Slices();
  private final Patches patches;
  private final @Nullable Contents contents;
  private final Cell cell;

  /** Windows up to this one have fired, or were empty. */
  private long fired;

  private long target = SliceGrid.NONE;
  private long watermark;
  private long enteredBelow = Long.MIN_VALUE;
  private long leftBelow = Long.MIN_VALUE;

  private @Nullable TimeWindow firing;
  private @Nullable Slice single;
  private int cursor;
  private @Nullable Reached reached;

  Firings(SliceGrid grid, Layout layout, long allowedMs, OperatorContext context) {
    this.grid = grid;
    this.layout = layout;
    this.allowedMs = allowedMs;
    this.context = context;
    store = context.store();
    Cells.checkStorable(layout, context);
    sliceSpecs = Cells.specs(layout, "slice");
    patches = new Patches(layout, store);
    contents = grid.slicesPerWindow() == 1 ? null : Contents.of(layout, grid);
    cell = new Cell(layout);
    watermark = context.watermark();
    fired = grid.dueAt(watermark);
    reached = Reached.of(context);
    restore();
  }

  /** Finds the slices in the store again, and makes what follows from them. */
  private void restore() {
    for (long number : store.namespaces(Cells.counting(layout, sliceSpecs))) {
      Slice slice = new Slice(number, new Cells(layout, store, sliceSpecs, number));
      slice.cells().present(slice.touched());
      if (slice.touched().size() == 0) {
        slice.cells().drop();
      } else {
        slices.insert(slices.size(), slice);
        context.metrics().openWindows(slice.touched().size());
      }
    }
    if (fired == SliceGrid.NONE) {
      return;
    }
    // What the window that fired last held, and the next one goes on with, lies in slices of both.
    leftBelow = fired == Long.MAX_VALUE ? fired : grid.firstSliceOf(fired + 1);
    enteredBelow = fired == Long.MAX_VALUE ? fired : EventTimes.plus(grid.lastSliceOf(fired), 1);
    if (contents != null) {
      int place = slices.placeFrom(leftBelow);
      while (place < slices.size() && slices.get(place).number() < enteredBelow) {
        contents.enter(slices.get(place++));
      }
    }
  }

  /** Windows up to this one have fired. */
  long fired() {
    return fired;
  }

  /** The watermark that a key's events are judged by is at least that. */
  long reached(int slot) {
    return reached == null ? watermark : Math.max(watermark, reached.at(slot));
  }

  /** Some keys may be ahead of the watermark, so that {@link #fired(int)} differs by key. */
  boolean uneven() {
    return reached != null;
  }

  /** Windows up to this one have fired for that key. */
  long fired(int slot) {
    return reached == null ? fired : Math.max(fired, grid.dueAt(reached.at(slot)));
  }

  /** The slice of that number, made if there is none. Only while none of its windows has fired. */
  Slice slice(long number) {
    int place = slices.placeFrom(number);
    if (place < slices.size() && slices.get(place).number() == number) {
      return slices.get(place);
    }
    Slice slice = new Slice(number, new Cells(layout, store, sliceSpecs, number));
    slices.insert(place, slice);
    return slice;
  }

  /** Folds the rows at {@code rows[from, to)} into a slice. */
  void fold(Slice slice, int[] rows, int from, int to, int[] slots, Object[] values) {
    Cells cells = slice.cells();
    IntList touched = slice.touched();
    int before = touched.size();
    cells.countAndFold(rows, from, to, slots, values, touched);
    int after = touched.size();
    if (after > before) {
      int[] items = touched.items();
      for (int i = before; i < after; i++) {
        store.retain(items[i]);
      }
      context.metrics().openWindows(after - before);
    }
  }

  /**
   * Adds an event that counts in the windows {@code [from, to]} only, and fires those again that
   * have fired.
   */
  void patch(int slot, long from, long to, Object value, Output<WindowResult<Object, Object>> out) {
    patches.add(slot, from, to, value);
    long shown = Math.min(to, fired(slot));
    for (long window = from; window <= shown; window++) {
      cell.clear();
      long last = grid.lastSliceOf(window);
      int place = slices.placeFrom(grid.firstSliceOf(window));
      while (place < slices.size() && slices.get(place).number() <= last) {
        slices.get(place++).addTo(cell, slot);
      }
      patches.addTo(cell, slot, window);
      TimeWindow time = new TimeWindow(grid.startOf(window), grid.endOf(window));
      emit(slot, time, WindowResult.Firing.LATE, out);
    }
  }

  /** Begins to fire what is due at a watermark; {@link #resume} does it. */
  void advance(long watermarkMs) {
    watermark = watermarkMs;
    target = Math.max(target, grid.dueAt(watermarkMs));
  }

  boolean pending() {
    return firing != null || fired < target;
  }

  /**
   * Emits up to that many results; when nothing is left to fire, lets go of what is not needed any
   * more.
   */
  void resume(int results, Output<WindowResult<Object, Object>> out) {
    int left = results;
    while (left > 0 && pending()) {
      TimeWindow window = firing;
      if (window == null) {
        begin();
        continue;
      }
      left = emitPiece(window, left, out);
      if (cursor == cursorEnd()) {
        finish();
      }
    }
    if (!pending()) {
      forget();
      if (reached != null && reached.caughtUp(watermark)) {
        reached = null;
      }
    }
  }

  private void begin() {
    long next = nextWindow();
    if (next > target || next == Long.MAX_VALUE) {
      fired = target;
      return;
    }
    fired = next;
    cursor = 0;
    firing = new TimeWindow(grid.startOf(next), grid.endOf(next));
    if (contents == null) {
      int place = slices.placeFrom(grid.firstSliceOf(next));
      boolean found =
          place < slices.size() && slices.get(place).number() == grid.firstSliceOf(next);
      single = found ? slices.get(place) : null;
      enteredBelow = EventTimes.plus(grid.lastSliceOf(next), 1);
    } else {
      enterUpTo(contents, grid.lastSliceOf(next));
      contents.settle(grid.firstSliceOf(next));
    }
  }

  /**
   * The first window after the last fired that has something in it. Stretches without events cost
   * nothing.
   */
  private long nextWindow() {
    long next = Long.MAX_VALUE;
    if (contents != null && contents.size() > 0) {
      next =
          fired
              + 1; // what is still in after a firing lies in the next window, or it would have left
    }
    int open = slices.placeFrom(enteredBelow);
    if (open < slices.size()) {
      next = Math.min(next, grid.firstWindowOf(slices.get(open).number()));
    }
    return patches.isEmpty() ? next : patches.firstAfter(fired, next);
  }

  private void enterUpTo(Contents into, long last) {
    int place = slices.placeFrom(enteredBelow);
    while (place < slices.size() && slices.get(place).number() <= last) {
      into.enter(slices.get(place++));
    }
    enteredBelow = EventTimes.plus(last, 1);
  }

  private int cursorEnd() {
    return mainSize() + patches.size();
  }

  private int mainSize() {
    return contents != null ? contents.size() : single != null ? single.touched().size() : 0;
  }

  private int emitPiece(TimeWindow window, int results, Output<WindowResult<Object, Object>> out) {
    int left = results;
    int main = mainSize();
    boolean patched = !patches.isEmpty();
    while (left > 0 && cursor < main) {
      int slot = contents != null ? contents.slotAt(cursor) : slotOfSingle(cursor);
      cursor++;
      if (hasFired(slot)) {
        continue;
      }
      cell.clear();
      addMain(slot);
      if (patched) {
        patches.addTo(cell, slot, fired);
      }
      emit(slot, window, WindowResult.Firing.ON_TIME, out);
      left--;
    }
    int end = cursorEnd();
    while (left > 0 && cursor < end) {
      int slot = patches.slotAt(cursor++ - main);
      cell.clear();
      // A key that has more than patches was emitted above.
      if (!inMain(slot) && !hasFired(slot) && patches.addTo(cell, slot, fired)) {
        emit(slot, window, WindowResult.Firing.ON_TIME, out);
        left--;
      }
    }
    return left;
  }

  /** The window that fires has done so for that key before a restore. */
  private boolean hasFired(int slot) {
    return reached != null && grid.dueAt(reached.at(slot)) >= fired;
  }

  private int slotOfSingle(int place) {
    return single == null ? 0 : single.touched().get(place);
  }

  private void addMain(int slot) {
    if (contents != null) {
      contents.addTo(cell, slot);
    } else if (single != null) {
      single.addTo(cell, slot);
    }
  }

  private boolean inMain(int slot) {
    if (contents != null) {
      return contents.has(slot);
    }
    return single != null && single.cells().counted(slot) != 0;
  }

  private void emit(
      int slot,
      TimeWindow window,
      WindowResult.Firing kind,
      Output<WindowResult<Object, Object>> out) {
    KeyIndex keys = store.keys();
    out.emit(new WindowResult<>(keys.keyAt(slot), window, kind, cell.result()), window.endMs() - 1);
    context.metrics().firedWindows(1);
  }

  private void finish() {
    firing = null;
    single = null;
    if (contents != null) {
      long below = grid.firstSliceOf(EventTimes.plus(fired, 1));
      int place = slices.placeFrom(leftBelow);
      while (place < slices.size() && slices.get(place).number() < Math.min(below, enteredBelow)) {
        Slice gone = slices.get(place++);
        contents.leave(gone);
        gone.cells().pack();
      }
      leftBelow = below;
    }
    if (allowedMs == 0) {
      forgetUpTo(fired);
    }
  }

  private void forget() {
    forgetUpTo(Math.min(fired, grid.goneAt(watermark, allowedMs)));
  }

  private void forgetUpTo(long gone) {
    while (slices.size() > 0 && grid.lastWindowOf(slices.get(0).number()) <= gone) {
      release(slices.removeFirst());
    }
    if (!patches.isEmpty()) {
      patches.forget(gone);
    }
  }

  private void release(Slice slice) {
    IntList touched = slice.touched();
    for (int i = 0; i < touched.size(); i++) {
      store.release(touched.get(i));
    }
    slice.cells().drop();
    context.metrics().openWindows(-touched.size());
  }
}
