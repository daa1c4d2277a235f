package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.Lane;
import io.millrace.api.aggregate.LaneAccumulator;
import io.millrace.api.aggregate.LaneAggregate;
import io.millrace.api.aggregate.LaneValues;
import org.jspecify.annotations.Nullable;

/**
 * The content of one window for one key, put together from its parts; reused for one key after
 * another.
 */
public final class Cell implements LaneValues {
  private final Layout layout;
  private final long[] longs;
  private final double[] doubles;
  private final double[] errors;
  private @Nullable Object object;
  private boolean owned;
  private boolean empty = true;

  /** An empty cell; {@link #clear} it before use. */
  public Cell(Layout layout) {
    this.layout = layout;
    longs = new long[layout.lanes()];
    doubles = new double[layout.lanes()];
    errors = new double[layout.lanes()];
  }

  /** Empties it. */
  public void clear() {
    for (int lane = 0; lane < longs.length; lane++) {
      longs[lane] = layout.op(lane).emptyLong();
      doubles[lane] = layout.op(lane).emptyDouble();
      errors[lane] = 0;
    }
    object = null;
    owned = false;
    empty = true;
  }

  /** Nothing was added. */
  public boolean isEmpty() {
    return empty;
  }

  /** Adds what a key has in columns. */
  public void add(Cells cells, int slot) {
    if (cells.counted(slot) == 0) {
      return;
    }
    for (int lane = 0; lane < layout.ownLanes(); lane++) {
      Lane.Op op = layout.op(lane);
      if (op.integral()) {
        longs[lane] = Layout.fold(op, longs[lane], cells.longs(lane).peek(slot));
      } else {
        double error = op == Lane.Op.SUM_DOUBLE ? cells.errors(lane).peek(slot) : 0;
        add(lane, op, cells.doubles(lane).peek(slot), error);
      }
    }
    if (layout.objects()) {
      add(Frozen.known(cells.objects().get(slot)));
    }
    empty = false;
  }

  /** Adds an accumulator. */
  public void addAccumulator(Object accumulator) {
    if (layout.objects()) {
      add(accumulator);
    } else {
      LaneAccumulator lanes = (LaneAccumulator) accumulator;
      for (int lane = 0; lane < layout.ownLanes(); lane++) {
        Lane.Op op = layout.op(lane);
        if (op.integral()) {
          longs[lane] = Layout.fold(op, longs[lane], lanes.longs()[lane]);
        } else {
          add(lane, op, lanes.doubles()[2 * lane], lanes.doubles()[2 * lane + 1]);
        }
      }
    }
    empty = false;
  }

  private void add(int lane, Lane.Op op, double number, double error) {
    double before = doubles[lane];
    if (op != Lane.Op.SUM_DOUBLE) {
      doubles[lane] = Layout.fold(op, before, number);
      return;
    }
    double total = before + number;
    doubles[lane] = total;
    errors[lane] += Lane.lost(before, number, total) + error;
  }

  /** The first accumulator is only looked at; a second one needs one of our own to merge into. */
  private void add(Object accumulator) {
    var aggregate = layout.aggregate();
    if (empty) {
      object = accumulator;
      owned = false;
      return;
    }
    Object into =
        owned ? Frozen.known(object) : aggregate.merge(aggregate.create(), Frozen.known(object));
    object = aggregate.merge(into, accumulator);
    owned = true;
  }

  /** The result of what was added. */
  public Object result() {
    LaneAggregate<Object, Object> lanes = layout.laneAggregate();
    return lanes == null ? layout.aggregate().result(Frozen.known(object)) : lanes.result(this);
  }

  @Override
  public long longAt(int lane) {
    return longs[lane];
  }

  @Override
  public double doubleAt(int lane) {
    return Lane.compensated(doubles[lane], errors[lane]);
  }
}
