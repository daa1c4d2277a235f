package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.AccumulatorCodecs;
import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import io.millrace.api.aggregate.LaneAccumulator;
import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.operator.OperatorContext;
import org.jspecify.annotations.Nullable;

/**
 * The aggregate's numbers for all keys in one slice, or in a run of slices: a column of the store
 * for each lane. A key whose count is 0 has nothing here. Single-threaded.
 */
public final class Cells {
  /** Up to so many numbers a page are looked for one by one. */
  private static final int FEW = 64;

  private final Layout layout;
  private final @Nullable KeyedStateStore store;
  private final ColumnSpec[] specs;
  private final long namespace;
  private final @Nullable LongColumn[] longs;
  private final @Nullable DoubleColumn[] doubles;
  private final @Nullable DoubleColumn[] errors;
  private final @Nullable ObjectColumn<Object> objects;
  private final LongColumn counts;

  /** The cells of a namespace; columns are made if they are not there. */
  public Cells(Layout layout, KeyedStateStore store, ColumnSpec[] specs, long namespace) {
    this(layout, specs, namespace, store);
  }

  private Cells(
      Layout layout, ColumnSpec[] specs, long namespace, @Nullable KeyedStateStore store) {
    this.layout = layout;
    this.store = store;
    this.specs = specs;
    this.namespace = namespace;
    int lanes = layout.lanes();
    longs = new LongColumn[lanes];
    doubles = new DoubleColumn[lanes];
    errors = new DoubleColumn[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      Lane.Op op = layout.op(lane);
      if (op.integral()) {
        longs[lane] = longColumn(2 * lane);
      } else {
        doubles[lane] = doubleColumn(2 * lane);
        errors[lane] = op == Lane.Op.SUM_DOUBLE ? doubleColumn(2 * lane + 1) : null;
      }
    }
    objects = layout.objects() ? objectColumn(2 * lanes) : null;
    counts = longs(layout.countLane());
  }

  /**
   * Cells outside the store, for what can be made again from cells that are in it. All slots are
   * empty; whoever fills one clears it again.
   */
  public static Cells derived(Layout layout) {
    return new Cells(layout, specs(layout, "derived"), 0, null);
  }

  private LongColumn longColumn(int spec) {
    return store == null ? OwnColumns.longs() : store.longs(specs[spec], namespace);
  }

  private DoubleColumn doubleColumn(int spec) {
    return store == null ? OwnColumns.doubles() : store.doubles(specs[spec], namespace);
  }

  private ObjectColumn<Object> objectColumn(int spec) {
    return store == null ? OwnColumns.objects() : store.objects(specs[spec], namespace);
  }

  /** The column of those specs that says which keys are in. */
  public static ColumnSpec counting(Layout layout, ColumnSpec[] specs) {
    return specs[2 * layout.countLane()];
  }

  /**
   * The columns that cells of a kind are made of; two names for each lane, the second for its
   * rounding error.
   */
  public static ColumnSpec[] specs(Layout layout, String prefix) {
    int lanes = layout.lanes();
    ColumnSpec[] specs = new ColumnSpec[2 * lanes + 1];
    for (int lane = 0; lane < lanes; lane++) {
      String name = prefix + "-" + lane;
      specs[2 * lane] =
          layout.op(lane).integral() ? ColumnSpec.longs(name) : ColumnSpec.doubles(name);
      specs[2 * lane + 1] = ColumnSpec.doubles(name + "-error");
    }
    specs[2 * lanes] = ColumnSpec.objects(prefix + "-accumulator", layout.accumulators());
    return specs;
  }

  /**
   * Refuses at once, with the cure, if state has to be stored and the accumulators cannot be.
   *
   * @throws io.millrace.api.error.MillraceException {@code STATE_INVALID}
   */
  public static void checkStorable(Layout layout, OperatorContext context) {
    if (context.durable() && layout.objects() && layout.accumulators() == null) {
      throw AccumulatorCodecs.cannotStore(context.operatorId());
    }
  }

  /** Gives the columns back to the store. */
  public void drop() {
    if (store == null) {
      return;
    }
    for (int lane = 0; lane < longs.length; lane++) {
      store.drop(specs[2 * lane], namespace);
      if (errors[lane] != null) {
        store.drop(specs[2 * lane + 1], namespace);
      }
    }
    if (objects != null) {
      store.drop(specs[2 * longs.length], namespace);
    }
  }

  /** Nothing will be added any more, and little read for a while. */
  public void pack() {
    for (int lane = 0; lane < longs.length; lane++) {
      if (longs[lane] != null) {
        longs(lane).pack();
      } else {
        doubles(lane).pack();
      }
      if (errors[lane] != null) {
        errors(lane).pack();
      }
    }
  }

  /** The column of a lane of longs. */
  @SuppressWarnings("NullAway") // asked for integral lanes only
  public LongColumn longs(int lane) {
    return longs[lane];
  }

  /** The column of a lane of doubles. */
  @SuppressWarnings("NullAway") // asked for floating-point lanes only
  public DoubleColumn doubles(int lane) {
    return doubles[lane];
  }

  /** The column of rounding errors of a compensated lane. */
  @SuppressWarnings("NullAway") // asked for compensated lanes only
  public DoubleColumn errors(int lane) {
    return errors[lane];
  }

  /** The column of accumulators. */
  @SuppressWarnings("NullAway") // asked for only if there is one
  public ObjectColumn<Object> objects() {
    return objects;
  }

  /** The column that counts. */
  LongColumn counts() {
    return counts;
  }

  /** How many values a key has here. */
  public long counted(int slot) {
    return counts.peek(slot);
  }

  /** How many pages the slots in use lie in. */
  int pagesInUse() {
    if (store == null) {
      throw new AssertionError("no event is folded into cells outside the store");
    }
    return (store.keys().slotBound() + Pages.MASK) >>> Pages.SHIFT;
  }

  /** Appends the keys that have something here, in order of their slots. */
  public void present(IntList into) {
    if (store == null) {
      throw new AssertionError("only what was restored is looked through");
    }
    for (int page = 0; page < pageBound(); page++) {
      long[] content = counts.readable(page);
      for (int at = 0; content != null && at < Pages.SIZE; at++) {
        if (content[at] != 0) {
          into.add(page << Pages.SHIFT | at);
        }
      }
    }
  }

  private void count(int[] rows, int from, int to, int[] slots, IntList touched) {
    for (int n = from; n < to; n++) {
      int slot = slots[rows[n]];
      long[] page = counts.writable(slot >>> Pages.SHIFT);
      if (page[slot & Pages.MASK]++ == 0) {
        touched.add(slot);
      }
    }
  }

  /**
   * Counts one value; true if it is the key's first here, whose cells {@link #begin} must then set.
   */
  public boolean count(int slot) {
    long[] page = counts.writable(slot >>> Pages.SHIFT);
    return page[slot & Pages.MASK]++ == 0;
  }

  /**
   * Counts and folds the values of the rows at {@code rows[from, to)} and appends the slots that
   * had none to {@code touched}.
   */
  public void countAndFold(
      int[] rows, int from, int to, int[] slots, Object[] values, IntList touched) {
    int counting = layout.countingLane();
    LaneLoop first = counting < 0 ? null : layout.loop(counting);
    if (first == null) {
      int before = touched.size();
      count(rows, from, to, slots, touched);
      begin(touched.items(), before, touched.size());
      fold(rows, from, to, slots, values);
      return;
    }
    first.foldCounting(this, counting, rows, from, to, slots, values, touched);
    for (int lane = 0; lane <= longs.length; lane++) {
      LaneLoop loop = lane == counting ? null : layout.loop(lane);
      if (loop != null) {
        loop.fold(this, lane, rows, from, to, slots, values);
      }
    }
  }

  /**
   * Folds the values of the rows at {@code rows[from, to)}, which are counted already, into the
   * other lanes.
   */
  public void fold(int[] rows, int from, int to, int[] slots, Object[] values) {
    for (int lane = 0; lane <= longs.length; lane++) {
      LaneLoop loop = layout.loop(lane);
      if (loop != null) {
        loop.fold(this, lane, rows, from, to, slots, values);
      }
    }
  }

  /** What a key has here as an accumulator; not a copy if accumulators are kept as such. */
  public Object accumulator(int slot) {
    if (objects != null) {
      return Frozen.known(objects.get(slot));
    }
    int own = layout.ownLanes();
    long[] longValues = new long[own];
    double[] doubleValues = new double[layout.anyDouble() ? 2 * own : 0];
    for (int lane = 0; lane < own; lane++) {
      if (longs[lane] != null) {
        longValues[lane] = longs(lane).get(slot);
      } else {
        doubleValues[2 * lane] = doubles(lane).get(slot);
        doubleValues[2 * lane + 1] = errors[lane] == null ? 0 : errors(lane).get(slot);
      }
    }
    return new LaneAccumulator(longValues, doubleValues);
  }

  /** Puts an accumulator of {@code count} values here, in place of what a key has. */
  public void set(int slot, Object accumulator, long count) {
    if (objects != null) {
      objects.set(slot, accumulator);
    } else {
      LaneAccumulator lanes = (LaneAccumulator) accumulator;
      for (int lane = 0; lane < layout.ownLanes(); lane++) {
        if (longs[lane] != null) {
          longs(lane).set(slot, lanes.longs()[lane]);
        } else {
          doubles(lane).set(slot, lanes.doubles()[2 * lane]);
          if (errors[lane] != null) {
            errors(lane).set(slot, lanes.doubles()[2 * lane + 1]);
          }
        }
      }
    }
    counts.set(slot, count);
  }

  /** Sets what a key has here back to nothing. */
  public void clear(int slot) {
    for (int lane = 0; lane < longs.length; lane++) {
      if (longs[lane] != null) {
        longs(lane).set(slot, 0);
      } else {
        doubles(lane).set(slot, 0);
        if (errors[lane] != null) {
          errors(lane).set(slot, 0);
        }
      }
    }
    if (objects != null) {
      objects.set(slot, null);
    }
  }

  /** Sets the cells of keys that are new here to what lanes hold before the first value. */
  public void begin(int[] slots, int from, int to) {
    if (!layout.begins()) {
      return; // columns are 0 where nothing was written, and that is what all lanes begin with
    }
    for (int lane = 0; lane < longs.length; lane++) {
      Lane.Op op = layout.op(lane);
      LongColumn column = longs[lane];
      if (column != null && op.emptyLong() != 0) {
        for (int i = from; i < to; i++) {
          column.set(slots[i], op.emptyLong());
        }
      } else if (column == null && op.emptyDouble() != 0) {
        for (int i = from; i < to; i++) {
          doubles(lane).set(slots[i], op.emptyDouble());
        }
      }
    }
    if (objects != null) {
      for (int i = from; i < to; i++) {
        objects.set(slots[i], layout.aggregate().create());
      }
    }
  }

  /** Copies the cells of these keys. */
  public Frozen freeze(int[] slots, int size) {
    Frozen frozen = new Frozen(layout, slots, size);
    for (int lane = 0; lane < longs.length; lane++) {
      LongColumn longColumn = longs[lane];
      DoubleColumn errorColumn = errors[lane];
      if (longColumn != null) {
        long[] to = frozen.longs(lane);
        for (int i = 0; i < size; i++) {
          to[i] = longColumn.get(slots[i]);
        }
      } else {
        copy(doubles(lane), frozen.doubles(lane), slots, size);
        if (errorColumn != null) {
          copy(errorColumn, frozen.errors(lane), slots, size);
        }
      }
    }
    if (objects != null) {
      for (int i = 0; i < size; i++) {
        frozen.objects()[i] = objects.get(slots[i]);
      }
    }
    return frozen;
  }

  private static void copy(DoubleColumn from, double[] to, int[] slots, int size) {
    for (int i = 0; i < size; i++) {
      to[i] = from.get(slots[i]);
    }
  }

  /**
   * Merges a slice in for the keys that are in it, the first {@code size} of {@code slots}: for
   * each key, what is here comes first.
   */
  public void merge(Cells slice, int[] slots, int size) {
    for (int i = 0; i < size; i++) {
      if (counts.get(slots[i]) == 0) {
        begin(slots, i, i + 1);
      }
    }
    for (int lane = 0; lane < longs.length; lane++) {
      if (longs[lane] != null) {
        mergeLongs(layout.op(lane), longs(lane), slice.longs(lane), slots, size);
      } else if (errors[lane] != null) {
        mergeSums(lane, slice, slots, size);
      } else {
        mergeDoubles(layout.op(lane), doubles(lane), slice.doubles(lane), slots, size);
      }
    }
    if (objects != null) {
      Aggregate<Object, Object, Object> aggregate = layout.aggregate();
      for (int i = 0; i < size; i++) {
        Object own = Frozen.known(objects.get(slots[i]));
        objects.set(slots[i], aggregate.merge(own, slice.object(slots[i])));
      }
    }
  }

  private long pageBound() {
    return store == null ? 0 : (store.keys().slotBound() + Pages.MASK) >>> Pages.SHIFT;
  }

  private Object object(int slot) {
    return Frozen.known(objects().get(slot));
  }

  private static void mergeLongs(
      Lane.Op op, LongColumn into, LongColumn from, int[] slots, int size) {
    if (op == Lane.Op.COUNT) {
      for (int i = 0; i < size; i++) {
        into.add(slots[i], from.get(slots[i]));
      }
      return;
    }
    for (int i = 0; i < size; i++) {
      long[] page = into.writable(slots[i] >>> Pages.SHIFT);
      int at = slots[i] & Pages.MASK;
      page[at] = Layout.fold(op, page[at], from.get(slots[i]));
    }
  }

  private static void mergeDoubles(
      Lane.Op op, DoubleColumn into, DoubleColumn from, int[] slots, int size) {
    for (int i = 0; i < size; i++) {
      double[] page = into.writable(slots[i] >>> Pages.SHIFT);
      int at = slots[i] & Pages.MASK;
      page[at] = Layout.fold(op, page[at], from.get(slots[i]));
    }
  }

  private void mergeSums(int lane, Cells slice, int[] slots, int size) {
    DoubleColumn into = doubles(lane);
    for (int i = 0; i < size; i++) {
      int slot = slots[i];
      double before = into.get(slot);
      double more = slice.doubles(lane).get(slot);
      double total = before + more;
      into.set(slot, total);
      errors(lane).add(slot, slice.errors(lane).get(slot) + Lane.lost(before, more, total));
    }
  }

  /** Takes a slice out again. Longs wrap, so that the order of taking out does not matter. */
  public void subtract(Cells slice, int[] slots, int size) {
    // Bringing a packed page back costs as much as looking for some numbers in it one by one.
    boolean few = size < (long) FEW * slice.pageBound();
    for (int lane = 0; lane < longs.length; lane++) {
      LongColumn column = longs(lane);
      LongColumn gone = slice.longs(lane);
      for (int i = 0; i < size; i++) {
        int slot = slots[i];
        column.add(slot, few ? -gone.peek(slot) : -gone.get(slot));
      }
    }
    for (int i = 0; objects != null && i < size; i++) {
      int slot = slots[i];
      Object rest =
          counts.get(slot) == 0
              ? null
              : layout.subtracting().subtract(Frozen.known(objects.get(slot)), slice.object(slot));
      objects.set(slot, rest);
    }
  }

  /** Sets all cells of these keys back to nothing. */
  public void clear(int[] slots, int size) {
    for (int i = 0; i < size; i++) {
      clear(slots[i]);
    }
  }
}
