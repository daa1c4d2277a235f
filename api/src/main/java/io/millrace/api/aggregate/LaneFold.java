package io.millrace.api.aggregate;

import io.millrace.api.function.Combiner;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Filter;
import io.millrace.api.function.Mapper;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane aggregate made of its lanes and a function that reads them.
 *
 * @param lanes the lanes
 * @param read makes the result
 * @param empty the result if nothing was added, which happens only behind a filter
 */
record LaneFold<T, R>(List<Lane<T>> lanes, Mapper<LaneValues, R> read, Factory<R> empty)
    implements LaneAggregate<T, R> {

  @Override
  public R result(LaneValues values) {
    return read.apply(values);
  }

  @Override
  public Type accumulatorType() {
    return LaneAccumulator.class;
  }

  /** The same lanes read from other places. */
  private record Moved(LaneValues values, int[] places) implements LaneValues {
    static LaneValues of(LaneValues values, int[] places) {
      for (int i = 0; i < places.length; i++) {
        if (places[i] != i) {
          return new Moved(values, places);
        }
      }
      return values;
    }

    @Override
    public long longAt(int lane) {
      return values.longAt(places[lane]);
    }

    @Override
    public double doubleAt(int lane) {
      return values.doubleAt(places[lane]);
    }
  }

  /**
   * The lanes of several aggregates side by side, their counts shared, and where each part finds
   * its own.
   */
  private record Joint<T>(List<Lane<T>> lanes, int[][] places) {
    static <T> Joint<T> of(List<? extends LaneAggregate<? super T, ?>> parts) {
      List<Lane<T>> lanes = new ArrayList<>();
      int[][] places = new int[parts.size()][];
      int countAt = -1;
      for (int p = 0; p < places.length; p++) {
        List<Lane<T>> own = lanesOf(parts.get(p));
        places[p] = new int[own.size()];
        for (int i = 0; i < own.size(); i++) {
          boolean counts = own.get(i).op() == Lane.Op.COUNT;
          if (counts && countAt >= 0) {
            places[p][i] = countAt;
            continue;
          }
          places[p][i] = lanes.size();
          if (counts) {
            countAt = lanes.size();
          }
          lanes.add(own.get(i));
        }
      }
      return new Joint<>(List.copyOf(lanes), places);
    }

    LaneValues of(LaneValues values, int part) {
      return Moved.of(values, places[part]);
    }
  }

  /** Several lane aggregates side by side. */
  static <T, R> LaneFold<T, R> joined(
      List<? extends LaneAggregate<? super T, ?>> parts,
      Mapper<List<@Nullable Object>, R> combine) {
    Joint<T> joint = Joint.of(parts);
    List<LaneAggregate<? super T, ?>> all = List.copyOf(parts);
    return new LaneFold<>(
        joint.lanes(),
        values -> {
          List<@Nullable Object> results = new ArrayList<>(all.size());
          for (int p = 0; p < all.size(); p++) {
            results.add(all.get(p).result(joint.of(values, p)));
          }
          return combine.apply(results);
        },
        () -> {
          List<@Nullable Object> results = new ArrayList<>(all.size());
          for (LaneAggregate<? super T, ?> part : all) {
            results.add(emptyOf(part));
          }
          return combine.apply(results);
        });
  }

  /** Two of them, without a list in between for each result. */
  static <T, A, B, R> LaneFold<T, R> joined(
      LaneAggregate<? super T, A> first,
      LaneAggregate<? super T, B> second,
      Combiner<? super A, ? super B, ? extends R> combine) {
    Joint<T> joint = Joint.of(List.of(first, second));
    return new LaneFold<>(
        joint.lanes(),
        values ->
            combine.apply(first.result(joint.of(values, 0)), second.result(joint.of(values, 1))),
        () -> combine.apply(emptyOf(first), emptyOf(second)));
  }

  /**
   * The same for the values that pass only: what does not pass is folded as the number that changes
   * nothing.
   */
  static <T, R> LaneFold<T, R> filtered(
      Filter<? super T> filter, LaneAggregate<? super T, R> inner) {
    List<Lane<T>> lanes = new ArrayList<>();
    int passed = -1;
    for (Lane<T> lane : LaneFold.<T>lanesOf(inner)) {
      if (lane.op() == Lane.Op.COUNT) {
        passed = lanes.size();
      }
      lanes.add(filtered(filter, lane));
    }
    if (passed < 0) {
      passed = lanes.size();
      lanes.add(filtered(filter, Lane.count()));
    }
    int passedAt = passed;
    return new LaneFold<>(
        List.copyOf(lanes),
        values -> values.longAt(passedAt) == 0 ? emptyOf(inner) : inner.result(values),
        () -> emptyOf(inner));
  }

  @SuppressWarnings("NullAway") // a lane that reads numbers has its extractor
  private static <T> Lane<T> filtered(Filter<? super T> filter, Lane<T> lane) {
    Lane.Op op = lane.op();
    if (op == Lane.Op.COUNT) {
      return Lane.sumLong(value -> filter.test(value) ? 1 : 0);
    }
    if (op.integral()) {
      var longs = lane.longs();
      long nothing = op.emptyLong();
      return new Lane<>(op, value -> filter.test(value) ? longs.applyAsLong(value) : nothing, null);
    }
    var doubles = lane.doubles();
    double nothing = op.emptyDouble();
    return new Lane<>(
        op, null, value -> filter.test(value) ? doubles.applyAsDouble(value) : nothing);
  }

  /** The same over what a mapper makes of each value. */
  @SuppressWarnings("NullAway") // a lane that reads numbers has its extractor
  static <T, U, R> LaneFold<T, R> mapping(
      Mapper<? super T, ? extends U> mapper, LaneAggregate<? super U, R> inner) {
    List<Lane<T>> lanes = new ArrayList<>();
    for (Lane<U> lane : LaneFold.<U>lanesOf(inner)) {
      var longs = lane.longs();
      var doubles = lane.doubles();
      lanes.add(
          lane.op() == Lane.Op.COUNT
              ? Lane.count()
              : new Lane<>(
                  lane.op(),
                  longs == null ? null : value -> longs.applyAsLong(mapper.apply(value)),
                  doubles == null ? null : value -> doubles.applyAsDouble(mapper.apply(value))));
    }
    return new LaneFold<>(List.copyOf(lanes), inner::result, () -> emptyOf(inner));
  }

  /** How many lanes read a number from each value. */
  static int readingLanes(LaneAggregate<?, ?> aggregate) {
    int reading = 0;
    for (Lane<?> lane : aggregate.lanes()) {
      reading += lane.op() == Lane.Op.COUNT ? 0 : 1;
    }
    return reading;
  }

  @SuppressWarnings("NullAway") // null stands for "no value", as in SQL
  static <R> R emptyOf(LaneAggregate<?, R> aggregate) {
    return aggregate instanceof LaneFold<?, R> fold ? fold.empty.create() : null;
  }

  @SuppressWarnings("unchecked") // a lane only reads values, so a lane of a supertype serves
  private static <T> List<Lane<T>> lanesOf(LaneAggregate<? super T, ?> aggregate) {
    return (List<Lane<T>>) (List<?>) aggregate.lanes();
  }
}
