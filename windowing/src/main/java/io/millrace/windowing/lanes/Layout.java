package io.millrace.windowing.lanes;

import io.millrace.api.aggregate.AccumulatorCodecs;
import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Lane;
import io.millrace.api.aggregate.LaneAggregate;
import io.millrace.api.aggregate.SubtractingAggregate;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an aggregate is kept in columns: its lanes, one of which counts (added if it has none, for it
 * tells which keys are present), or that count and a column of accumulators. Immutable; shared by
 * all subtasks.
 */
public final class Layout {
  private final Aggregate<Object, Object, Object> aggregate;
  private final @Nullable LaneAggregate<Object, Object> laneAggregate;
  private final @Nullable Codec<Object> accumulators;
  private final Lane.Op[] ops;
  private final @Nullable LaneLoop[] loops;
  private final int ownLanes;
  private final int countLane;
  private final int countingLane;
  private final boolean begins;

  /**
   * The layout of an aggregate; makes its loops.
   *
   * @param valueType the type of what is aggregated; may be unknown
   */
  @SuppressWarnings("unchecked") // it only sees its own accumulators and the events of its stream
  public Layout(Aggregate<?, ?, ?> aggregate, Type valueType) {
    this.aggregate = (Aggregate<Object, Object, Object>) aggregate;
    accumulators =
        (Codec<Object>) AccumulatorCodecs.of(aggregate, valueType, "the accumulators of a window");
    laneAggregate =
        aggregate instanceof LaneAggregate<?, ?> ? (LaneAggregate<Object, Object>) aggregate : null;
    List<Lane<Object>> lanes = new ArrayList<>();
    if (laneAggregate != null) {
      lanes.addAll(laneAggregate.lanes());
    }
    ownLanes = lanes.size();
    int count = 0;
    while (count < ownLanes && lanes.get(count).op() != Lane.Op.COUNT) {
      count++;
    }
    if (count == ownLanes) {
      lanes.add(Lane.count());
    }
    countLane = count;
    ops = new Lane.Op[lanes.size()];
    loops = new LaneLoop[lanes.size() + 1];
    for (int i = 0; i < ops.length; i++) {
      ops[i] = lanes.get(i).op();
      // A second counting lane cannot hurt, but it must count.
      loops[i] = i == countLane ? null : LaneLoops.of(counting(lanes.get(i)), aggregate);
    }
    boolean anyBegins = laneAggregate == null;
    for (Lane.Op op : ops) {
      anyBegins |= op.emptyLong() != 0 || op.emptyDouble() != 0;
    }
    begins = anyBegins;
    int summing = ops.length - 1;
    while (summing >= 0 && (begins || summing == countLane || ops[summing] != Lane.Op.SUM_LONG)) {
      summing--;
    }
    countingLane = summing;
    loops[ops.length] = laneAggregate == null ? LaneLoops.of(null, aggregate) : null;
  }

  private static Lane<Object> counting(Lane<Object> lane) {
    return lane.op() == Lane.Op.COUNT ? Lane.sumLong(value -> 1) : lane;
  }

  /** The aggregate. */
  public Aggregate<Object, Object, Object> aggregate() {
    return aggregate;
  }

  /** The aggregate if it is made of lanes, else null. */
  public @Nullable LaneAggregate<Object, Object> laneAggregate() {
    return laneAggregate;
  }

  /** Stores accumulators; null if their type is not known, so that they cannot be stored. */
  public @Nullable Codec<Object> accumulators() {
    return accumulators;
  }

  /** What the numbers in the columns mean; accumulators say for themselves what they are. */
  public CodecSchema schema() {
    return accumulators == null || objects()
        ? CodecSchema.leaf("accumulators", 1)
        : accumulators.schema();
  }

  /** There is a column of accumulators. */
  public boolean objects() {
    return laneAggregate == null;
  }

  /** How many lanes, the counting one included. */
  public int lanes() {
    return ops.length;
  }

  /** Some lane holds doubles. */
  boolean anyDouble() {
    for (Lane.Op op : ops) {
      if (!op.integral()) {
        return true;
      }
    }
    return false;
  }

  /** Some cell must be set to something else than 0 before the first value. */
  boolean begins() {
    return begins;
  }

  /** The lanes that are the aggregate's own. */
  public int ownLanes() {
    return ownLanes;
  }

  /** How values are folded into a lane. */
  public Lane.Op op(int lane) {
    return ops[lane];
  }

  /** The lane that counts. */
  public int countLane() {
    return countLane;
  }

  /**
   * A lane whose loop can count on the way, or -1. There is none where a cell must be set to
   * something before its first value, for only counting tells that it is the first.
   */
  int countingLane() {
    return countingLane;
  }

  /**
   * The loop of a lane, null for the counting one; after the last lane, that of the accumulators.
   */
  public @Nullable LaneLoop loop(int lane) {
    return loops[lane];
  }

  /** What was merged can be taken out again, exactly. */
  public boolean subtractable() {
    if (laneAggregate == null) {
      return aggregate instanceof SubtractingAggregate<?, ?, ?>;
    }
    for (Lane.Op op : ops) {
      if (!op.subtractable()) {
        return false;
      }
    }
    return true;
  }

  /** The aggregate, if {@link #subtractable} and {@link #objects}. */
  @SuppressWarnings("unchecked") // as above
  public SubtractingAggregate<Object, Object, Object> subtracting() {
    return (SubtractingAggregate<Object, Object, Object>) (Aggregate<?, ?, ?>) aggregate;
  }

  /** Folds two numbers of a lane of longs. */
  public static long fold(Lane.Op op, long a, long b) {
    return switch (op) {
      case MIN_LONG -> Math.min(a, b);
      case MAX_LONG -> Math.max(a, b);
      default -> Lane.addExact(a, b);
    };
  }

  /** Folds two numbers of a lane of extremes. */
  public static double fold(Lane.Op op, double a, double b) {
    return op == Lane.Op.MIN_DOUBLE ? Math.min(a, b) : Math.max(a, b);
  }
}
