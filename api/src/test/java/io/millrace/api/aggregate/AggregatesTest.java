package io.millrace.api.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.error.MillraceException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class AggregatesTest {
  private record Reading(String sensor, long number, double celsius) {
    BigDecimal cents() {
      return BigDecimal.valueOf(number, 2);
    }
  }

  private record Stats(long count, double average) {}

  private static final AggregateOps<Reading> A = AggregateOps.ops();

  /** Each aggregate with a plain answer to compare with. */
  private static Map<String, Case<?>> cases() {
    Map<String, Case<?>> all = new LinkedHashMap<>();
    add(all, "count", A.count(), list -> (long) list.size());
    add(
        all,
        "sumLong",
        A.sumLong(Reading::number),
        list -> list.stream().mapToLong(Reading::number).sum());
    add(all, "sum", A.sum(Reading::celsius), AggregatesTest::sum);
    add(
        all,
        "sumBig",
        A.sumBig(Reading::cents),
        list -> list.stream().map(Reading::cents).reduce(BigDecimal.ZERO, BigDecimal::add));
    add(all, "avg", A.avg(Reading::celsius), list -> sum(list) / list.size());
    add(all, "variance", A.variance(Reading::celsius), list -> squares(list) / (list.size() - 1));
    add(
        all,
        "variancePopulation",
        A.variancePopulation(Reading::celsius),
        list -> squares(list) / list.size());
    add(
        all,
        "stddev",
        A.stddev(Reading::celsius),
        list -> Math.sqrt(squares(list) / (list.size() - 1)));
    add(
        all,
        "stddevPopulation",
        A.stddevPopulation(Reading::celsius),
        list -> Math.sqrt(squares(list) / list.size()));
    add(
        all,
        "minLong",
        A.minLong(Reading::number),
        list -> list.stream().mapToLong(Reading::number).min().getAsLong());
    add(
        all,
        "maxLong",
        A.maxLong(Reading::number),
        list -> list.stream().mapToLong(Reading::number).max().getAsLong());
    add(
        all,
        "minDouble",
        A.minDouble(Reading::celsius),
        list -> list.stream().mapToDouble(Reading::celsius).min().getAsDouble());
    add(
        all,
        "maxDouble",
        A.maxDouble(Reading::celsius),
        list -> list.stream().mapToDouble(Reading::celsius).max().getAsDouble());
    add(
        all,
        "min",
        A.min(Reading::sensor),
        list -> list.stream().map(Reading::sensor).min(Comparator.naturalOrder()).get());
    add(
        all,
        "max",
        A.max(Reading::sensor),
        list -> list.stream().map(Reading::sensor).max(Comparator.naturalOrder()).get());
    add(all, "minBy", A.minBy(Reading::number), list -> extreme(list, -1, false));
    add(all, "maxBy", A.maxBy(Reading::number), list -> extreme(list, 1, false));
    add(all, "minByLast", A.minByLast(Reading::number), list -> extreme(list, -1, true));
    add(all, "maxByLast", A.maxByLast(Reading::number), list -> extreme(list, 1, true));
    add(all, "first", A.first(), list -> list.get(0));
    add(all, "last", A.last(), list -> list.get(list.size() - 1));
    add(all, "collect", A.collect(), List::copyOf);
    add(all, "distinct", A.distinct(), Set::copyOf);
    add(
        all,
        "countDistinct",
        A.countDistinct(Reading::number),
        list -> list.stream().map(Reading::number).distinct().count());
    add(all, "topK", A.topKBy(3, Reading::number), AggregatesTest::top3);
    add(all, "topK order", A.topK(3, Comparator.comparing(Reading::number)), AggregatesTest::top3);
    add(
        all,
        "reduce",
        A.reduce((a, b) -> a.number() > b.number() ? a : b),
        list -> extreme(list, 1, true));
    add(
        all,
        "both lanes",
        A.both(A.count(), A.avg(Reading::celsius), Stats::new),
        AggregatesTest::stats);
    add(
        all,
        "both objects",
        A.both(A.collect(), A.avg(Reading::celsius), (list, avg) -> new Stats(list.size(), avg)),
        AggregatesTest::stats);
    add(
        all,
        "allOf",
        A.allOf(A.count(), A.minLong(Reading::number)),
        list -> List.of((long) list.size(), extreme(list, -1, false).number()));
    add(all, "mapped", A.mapped(A.count(), n -> "n=" + n), list -> "n=" + list.size());
    add(
        all,
        "mapping lane",
        A.mapping(Reading::number, Aggregates.sumLong(n -> n)),
        list -> list.stream().mapToLong(Reading::number).sum());
    add(
        all,
        "mapping objects",
        A.mapping(Reading::sensor, Aggregates.distinct()),
        list -> Set.copyOf(list.stream().map(Reading::sensor).toList()));
    add(
        all,
        "filtered count",
        A.filtered(r -> r.number() > 0, A.count()),
        list -> list.stream().filter(r -> r.number() > 0).count());
    add(
        all,
        "filtered sum",
        A.filtered(r -> r.number() > 0, A.sumLong(Reading::number)),
        list -> list.stream().mapToLong(Reading::number).filter(n -> n > 0).sum());
    add(
        all,
        "filtered max",
        A.filtered(r -> r.number() > 0, A.maxLong(Reading::number)),
        list ->
            list.stream()
                .map(Reading::number)
                .filter(n -> n > 0)
                .max(Comparator.naturalOrder())
                .orElse(null));
    add(
        all,
        "filtered list",
        A.filtered(r -> r.number() > 0, A.collect()),
        list -> list.stream().filter(r -> r.number() > 0).toList());
    add(
        all,
        "custom",
        A.of(() -> new long[1], AggregatesTest::addTo, AggregatesTest::plus, sum -> sum[0]),
        list -> list.stream().mapToLong(Reading::number).sum());
    return all;
  }

  @Test
  void whenSplitAndMergedAnyWay_thenResultIsThatOfAPlainLoop() {
    for (Map.Entry<String, Case<?>> entry : cases().entrySet()) {
      for (long seed = 0; seed < 100; seed++) {
        entry.getValue().check(entry.getKey() + " -Dseed=" + seed, new Random(seed));
      }
    }
  }

  @Test
  void whenSubtracted_thenResultIsAsIfNeverMerged() {
    SubtractingAggregate<Reading, long[], Long> custom =
        A.of(
            () -> new long[1],
            AggregatesTest::addTo,
            AggregatesTest::plus,
            sum -> sum[0],
            (sum, other) -> {
              sum[0] -= other[0];
              return sum;
            });
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      List<Reading> kept = readings(random, 1 + random.nextInt(9));
      List<Reading> gone = readings(random, 1 + random.nextInt(9));
      long[] both = custom.merge(fold(custom, kept), fold(custom, gone));
      assertThat(custom.subtract(both, fold(custom, gone))).isEqualTo(fold(custom, kept));

      LaneAggregate<Reading, Long> sum = A.sumLong(Reading::number);
      LaneAccumulator lanes = sum.merge(fold(sum, kept), fold(sum, gone));
      lanes.subtract(fold(sum, gone));
      assertThat(lanes).isEqualTo(fold(sum, kept));
    }
  }

  @Test
  void whenSumOfLongsOverflows_thenErrorNamesTheCure() {
    LaneAggregate<Reading, Long> sum = A.sumLong(Reading::number);
    LaneAccumulator full = fold(sum, List.of(new Reading("a", Long.MAX_VALUE, 0)));
    assertThatThrownBy(() -> sum.add(full, new Reading("a", 1, 0)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("sumBig");
  }

  @Test
  void whenSummandsDifferInSize_thenCompensatedSumKeepsTheSmallOnes() {
    LaneAggregate<Double, Double> sum = Aggregates.sum(x -> x);
    assertThat(sum.result(fold(sum, List.of(1.0, 1e100, 1.0, -1e100)))).isEqualTo(2.0);
    assertThat(sum.result(fold(sum, List.of(Double.POSITIVE_INFINITY, 1.0)))).isInfinite();
    assertThat(sum.result(fold(sum, List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY))))
        .isNaN();
  }

  @Test
  void whenBothPartsCount_thenTheCountIsShared() {
    Aggregate<Reading, ?, Stats> both = A.both(A.count(), A.avg(Reading::celsius), Stats::new);
    assertThat(both).isInstanceOf(LaneAggregate.class);
    assertThat(((LaneAggregate<?, ?>) both).lanes()).hasSize(2);
  }

  @Test
  void whenNothingPassesAFilter_thenResultIsThatOfNothing() {
    Aggregate<Reading, ?, List<Object>> all =
        A.filtered(
            r -> false,
            A.allOf(
                A.count(),
                A.sumLong(Reading::number),
                A.avg(Reading::celsius),
                A.minLong(Reading::number)));
    assertThat(resultOf(all, readings(new Random(1), 3))).containsExactly(0L, 0L, Double.NaN, null);
    assertThat(resultOf(A.filtered(r -> false, A.first()), readings(new Random(1), 3))).isNull();
  }

  @Test
  void whenOrderOfArrivalMatters_thenAggregateSaysSo() {
    assertThat(A.both(A.count(), A.mapped(A.first(), Reading::sensor), List::of).arrivalOrdered())
        .isTrue();
    assertThat(A.both(A.count(), A.distinct(), List::of).arrivalOrdered()).isFalse();
  }

  @Test
  void whenKIsNotPositive_thenRefused() {
    assertThatThrownBy(() -> A.topKBy(0, Reading::number)).hasMessageContaining("1 value or more");
  }

  private record Case<R>(Aggregate<Reading, ?, R> aggregate, Function<List<Reading>, R> plain) {
    void check(String name, Random random) {
      List<Reading> values = readings(random, 2 + random.nextInt(30));
      check(
          name,
          aggregate,
          values,
          1 + random.nextInt(values.size() - 1),
          random.nextInt(values.size() - 1));
    }

    private <A> void check(
        String name, Aggregate<Reading, A, R> fold, List<Reading> values, int from, int more) {
      int to = Math.min(values.size(), from + more);
      R expected = plain.apply(values);
      same(name + " whole", fold.result(fold(fold, values)), expected);
      A left = fold(fold, values.subList(0, from));
      A middle = fold(fold, values.subList(from, to));
      A right = fold(fold, values.subList(to, values.size()));
      R rightBefore = to < values.size() ? fold.result(right) : null;
      A leftFirst = fold.merge(fold.merge(fold.merge(fold.create(), left), middle), right);
      same(name + " left first", fold.result(leftFirst), expected);
      if (rightBefore != null) {
        same(name + " argument untouched", fold.result(right), rightBefore);
      }
      A rightFirst = fold.merge(fold(fold, values.subList(0, from)), fold.merge(middle, right));
      same(name + " right first", fold.result(rightFirst), expected);
    }

    private static void same(String name, Object actual, Object expected) {
      if (expected instanceof Double number) {
        assertThat((Double) actual).as(name).isCloseTo(number, within(1e-9));
      } else if (expected instanceof Stats stats) {
        assertThat(((Stats) actual).count()).as(name).isEqualTo(stats.count());
        assertThat(((Stats) actual).average()).as(name).isCloseTo(stats.average(), within(1e-9));
      } else {
        assertThat(actual).as(name).isEqualTo(expected);
      }
    }
  }

  private static <R> void add(
      Map<String, Case<?>> all,
      String name,
      Aggregate<Reading, ?, R> aggregate,
      Function<List<Reading>, R> plain) {
    all.put(name, new Case<>(aggregate, plain));
  }

  private static <T, A, R> A fold(Aggregate<T, A, R> aggregate, List<T> values) {
    A accumulator = aggregate.create();
    for (T value : values) {
      accumulator = aggregate.add(accumulator, value);
    }
    return accumulator;
  }

  private static <T, A, R> R resultOf(Aggregate<T, A, R> aggregate, List<T> values) {
    return aggregate.result(fold(aggregate, values));
  }

  private static List<Reading> readings(Random random, int count) {
    List<Reading> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(
          new Reading(
              "s" + random.nextInt(5), random.nextInt(11) - 5, 20 + random.nextInt(1000) / 64.0));
    }
    return list;
  }

  private static long[] addTo(long[] sum, Reading reading) {
    sum[0] += reading.number();
    return sum;
  }

  private static long[] plus(long[] sum, long[] other) {
    sum[0] += other[0];
    return sum;
  }

  private static double sum(List<Reading> list) {
    return list.stream().mapToDouble(Reading::celsius).sum();
  }

  private static double squares(List<Reading> list) {
    double mean = sum(list) / list.size();
    return list.stream().mapToDouble(r -> (r.celsius() - mean) * (r.celsius() - mean)).sum();
  }

  private static Stats stats(List<Reading> list) {
    return new Stats(list.size(), sum(list) / list.size());
  }

  private static Reading extreme(List<Reading> list, int sign, boolean last) {
    Reading best = list.get(0);
    for (Reading reading : list.subList(1, list.size())) {
      int order = sign * Long.compare(reading.number(), best.number());
      if (order > 0 || (order == 0 && last)) {
        best = reading;
      }
    }
    return best;
  }

  private static List<Reading> top3(List<Reading> list) {
    return list.stream().sorted(Comparator.comparing(Reading::number).reversed()).limit(3).toList();
  }
}
