package io.millrace.windowing.sliced;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.lanes.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Folds events into slices and fires windows when the watermark has passed them. */
@SuppressWarnings("rawtypes") // a Class cannot carry the type argument of Late
final class SlicedWindowOperator
    implements BatchOperator<Object, WindowResult<Object, Object>>,
        Resumable<WindowResult<Object, Object>>,
        ShapedState {
  /*
   * Three kinds of events. Plain ones count in all windows of their slice, none of which has fired: they are folded into the
   * slice, nearly always a whole batch into the same one. Late ones count in none. What is left counts in some windows of
   * its slice, or in some that have fired: rare, and dearer (see Patches).
   */
  private static final SideOutput<Late> LATE = new SideOutput<>("late", Late.class);
  private static final int PIECE = 1000;
  private static final int[] EVERY_ROW = IntStream.range(0, Batch.CAPACITY).toArray();

  private final SliceGrid grid;
  private final Layout layout;
  private final Lateness lateness;

  @SuppressWarnings("NullAway.Init")
  private OperatorContext context;

  @SuppressWarnings("NullAway.Init")
  private Firings firings;

  @SuppressWarnings("NullAway.Init")
  private Output<Late> late;

  private boolean lateRead;

  // The slice seen last: [sliceStart, sliceEnd), and the windows it is part of.
  private long sliceStart = EventTimes.MAX;
  private long sliceEnd = EventTimes.MIN;
  private long sliceNumber;
  private long firstWindow;
  private long lastWindow;
  private @Nullable Slice slice;

  private long judgedBy = EventTimes.MIN;
  private long lateWindow = SliceGrid.NONE;

  private final SliceRows rows;

  // Scratch for batches that those rows do not serve.
  private final @Nullable Slice[] rowSlices = new Slice[Batch.CAPACITY];
  private final @Nullable Slice[] used = new Slice[Batch.CAPACITY];
  private final int[] sorted = new int[Batch.CAPACITY];

  SlicedWindowOperator(SliceGrid grid, Layout layout, Lateness lateness) {
    this.grid = grid;
    this.layout = layout;
    this.lateness = lateness;
    rows = new SliceRows(grid, lateness.allowedMs());
  }

  @Override
  public CodecSchema shape() {
    List<CodecSchema.Field> parts = new ArrayList<>(grid.parts());
    parts.add(CodecSchema.part("aggregate", layout.schema()));
    return new CodecSchema("slices", "", 1, parts);
  }

  @Override
  public void open(OperatorContext newContext) {
    context = newContext;
    firings = new Firings(grid, layout, lateness.allowedMs(), newContext);
    late = newContext.side(LATE);
    lateRead = newContext.sideRead(LATE);
  }

  @Override
  public void process(Batch<Object> batch, Output<WindowResult<Object, Object>> out) {
    int size = batch.size();
    if (size == 0) {
      return;
    }
    long minTime = batch.minTime();
    if (minTime < sliceStart || minTime >= sliceEnd) {
      locate(minTime);
    }
    // No event of the batch is judged by more than that.
    long judge = lateness.byMerged() ? merged() : Math.max(batch.watermark(), merged());
    if (firings.uneven()) {
      processScattered(batch, out);
    } else if (batch.maxTime() < sliceEnd
        && sliceNumber != SliceGrid.GAP
        && Math.max(lateAt(judge), firings.fired()) < firstWindow) {
      firings.fold(currentSlice(), EVERY_ROW, 0, size, batch.slots(), batch.values());
      context.metrics().count(Fate.OUT, size);
    } else {
      processRows(batch, out);
    }
  }

  private void processRows(Batch<Object> batch, Output<WindowResult<Object, Object>> out) {
    if (sliceNumber == SliceGrid.GAP
        || !rows.begin(batch, sliceNumber, sliceStart, firings.fired())) {
      processScattered(batch, out);
      return;
    }
    boolean each = !lateness.byMerged() && batch.watermarkEach();
    long judgeMin = lateness.byMerged() || each ? merged() : Math.max(batch.watermark(), merged());
    rows.sort(batch, each ? batch.eachWatermark() : null, judgeMin);
    long lateCount = 0;
    for (int n = 0; n < rows.oddCount(); n++) {
      int row = rows.oddRow(n);
      locateRow(batch.times()[row]);
      lateCount += processOdd(batch, row, out);
    }
    rows.fold(firings, batch.slots(), batch.values());
    count(batch.size(), lateCount, 0);
  }

  /** The same for slices that are not all alike, and batches that span many of them. */
  private void processScattered(Batch<Object> batch, Output<WindowResult<Object, Object>> out) {
    int size = batch.size();
    int usedCount = 0;
    long lateCount = 0;
    long outside = 0;
    for (int i = 0; i < size; i++) {
      locateRow(batch.times()[i]);
      if (sliceNumber == SliceGrid.GAP) {
        long judge = judgeOf(batch, i);
        if (lateness.byMerged()
            && EventTimes.plus(batch.times()[i], lateness.allowedMs()) <= judge) {
          emitLate(batch, i, judge);
          lateCount++;
        } else {
          outside++;
        }
      } else if (Math.max(lateAt(judgeOf(batch, i)), firings.fired(batch.slots()[i]))
          < firstWindow) {
        Slice target = currentSlice();
        rowSlices[i] = target;
        if (target.rows++ == 0) {
          used[usedCount++] = target;
        }
      } else {
        lateCount += processOdd(batch, i, out);
      }
    }
    foldRows(batch, usedCount);
    count(size, lateCount, outside);
  }

  /** An event that is late for some windows of the slice located; 1 if for all, else 0. */
  private int processOdd(Batch<Object> batch, int row, Output<WindowResult<Object, Object>> out) {
    long judge = judgeOf(batch, row);
    long closed = lateAt(judge);
    if (closed >= lastWindow) {
      emitLate(batch, row, judge);
      return 1;
    }
    long from = Math.max(EventTimes.plus(closed, 1), firstWindow);
    firings.patch(batch.slots()[row], from, lastWindow, batch.values()[row], out);
    return 0;
  }

  private long judgeOf(Batch<Object> batch, int row) {
    long merged = firings.uneven() ? firings.reached(batch.slots()[row]) : merged();
    return lateness.byMerged() ? merged : Math.max(batch.watermarkAt(row), merged);
  }

  private void locateRow(long timeMs) {
    if (timeMs < sliceStart || timeMs >= sliceEnd) {
      locate(timeMs);
    }
  }

  private void count(long events, long lateCount, long outside) {
    context.metrics().count(Fate.OUT, events - lateCount - outside);
    if (lateCount > 0) {
      context.metrics().count(Fate.LATE, lateCount);
    }
    if (outside > 0) {
      context.metrics().count(Fate.NO_WINDOW, outside);
    }
  }

  /** Sorts rows by slice, in order within each, then folds each run. */
  @SuppressWarnings("NullAway") // the first usedCount places are filled
  private void foldRows(Batch<Object> batch, int usedCount) {
    int from = 0;
    for (int u = 0; u < usedCount; u++) {
      used[u].rowsFrom = from;
      from += used[u].rows;
    }
    for (int i = 0; i < batch.size(); i++) {
      Slice target = rowSlices[i];
      if (target != null) {
        sorted[target.rowsFrom++] = i;
        rowSlices[i] = null;
      }
    }
    for (int u = 0; u < usedCount; u++) {
      Slice target = used[u];
      int rows = target.rows;
      target.rows = 0;
      used[u] = null;
      int end = target.rowsFrom;
      firings.fold(target, sorted, end - rows, end, batch.slots(), batch.values());
    }
  }

  private long merged() {
    return context.watermark();
  }

  /** The last window that takes nothing more from an event judged by that watermark. */
  private long lateAt(long judge) {
    if (judge != judgedBy) {
      judgedBy = judge;
      lateWindow = grid.goneAt(judge, lateness.allowedMs());
    }
    return lateWindow;
  }

  private void locate(long timeMs) {
    slice = null;
    sliceNumber = grid.sliceAt(timeMs);
    if (sliceNumber == SliceGrid.GAP) {
      sliceStart = EventTimes.MAX;
      sliceEnd = EventTimes.MIN;
      return;
    }
    sliceStart = grid.sliceStart(timeMs);
    sliceEnd = grid.sliceEnd(timeMs);
    firstWindow = grid.firstWindowOf(sliceNumber);
    lastWindow = grid.lastWindowOf(sliceNumber);
  }

  private Slice currentSlice() {
    Slice current = slice;
    if (current == null) {
      current = firings.slice(sliceNumber);
      slice = current;
    }
    return current;
  }

  private void emitLate(Batch<Object> batch, int place, long judge) {
    if (!lateRead) {
      return;
    }
    long timeMs = batch.times()[place];
    late.emit(
        new Late<>(
            batch.values()[place],
            EventTimes.instant(timeMs),
            Duration.ofMillis(EventTimes.minus(judge, timeMs)),
            context.splitName(batch.split()),
            batch.offsetAt(place)),
        timeMs);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<WindowResult<Object, Object>> out) {
    firings.advance(watermarkMs);
    firings.resume(PIECE, out);
  }

  @Override
  public boolean pending() {
    return firings.pending();
  }

  @Override
  public void resume(Output<WindowResult<Object, Object>> out) {
    firings.resume(PIECE, out);
  }
}
