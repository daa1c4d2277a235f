package io.millrace.benchmarks.jet;

import static com.hazelcast.jet.Util.entry;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.function.ToLongFunctionEx;
import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.accumulator.LongAccumulator;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sink;
import com.hazelcast.jet.pipeline.SinkBuilder;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.StreamStageWithKey;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.Shape;
import io.millrace.benchmarks.workloads.Tick;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pipelines a user of Jet would write for the workloads. */
final class JetPipelines {
  private final Case what;
  private final int parallelism;
  private final Pipeline pipeline = Pipeline.create();

  JetPipelines(Case what, int parallelism) {
    this.what = what;
    this.parallelism = parallelism;
  }

  Pipeline build() {
    switch (what.shape()) {
      case MAP_FILTER -> mapFilter();
      case TUMBLING -> countSums(ticks(false), WindowDefinition.tumbling(what.sizeMs()));
      case TUMBLING_STRING -> named();
      case SLIDING_SUM, SLIDING_MAX -> sliding();
      case SESSION -> countSums(ticks(false), WindowDefinition.session(Case.GAP_MS));
      case WINDOW_JOIN -> join();
      case STATE -> state();
      default -> new JetNexmark(what, this).build();
    }
    return pipeline;
  }

  <T> StreamStage<T> source(boolean right, ToLongFunctionEx<T> time) {
    return pipeline
        .readFrom(RingProcessor.<T>source(right ? "right" : "events", right, parallelism))
        .withTimestamps(time, Case.BOUND_MS)
        .setLocalParallelism(parallelism);
  }

  private StreamStage<Tick> ticks(boolean right) {
    return source(right, Tick::timeMs);
  }

  private <T> StreamStage<T> untimed() {
    return pipeline
        .readFrom(RingProcessor.<T>source("events", false, parallelism))
        .withoutTimestamps()
        .setLocalParallelism(parallelism);
  }

  /** Which numbers of a result go into a checksum. */
  interface Adder<T> extends Serializable {
    /** Adds them. */
    void add(Checksum to, T result);
  }

  <T> Sink<T> sink(Adder<? super T> adder) {
    return SinkBuilder.sinkBuilder("checksum", context -> new Checksum())
        .<T>receiveFn(adder::add)
        .destroyFn(seen -> Round.current().ended(seen))
        .preferredLocalParallelism(parallelism)
        .build();
  }

  private void mapFilter() {
    this.<Tick>untimed()
        .map(tick -> new Tick(tick.key(), tick.value() * 3 + 1, tick.timeMs()))
        .filter(tick -> (tick.value() & 1) == 0)
        .writeTo(sink((to, tick) -> to.add(tick.key(), tick.value(), tick.timeMs(), 0, 0)));
  }

  static <T> AggregateOperation1<T, CountSumAccumulator, CountSumAccumulator> countSum(
      ToLongFunctionEx<T> number) {
    return AggregateOperation.withCreate(CountSumAccumulator::new)
        .andAccumulate((CountSumAccumulator acc, T event) -> acc.add(number.applyAsLong(event)))
        .andCombine(CountSumAccumulator::combine)
        .andDeduct(CountSumAccumulator::deduct)
        .andExport(
            acc -> {
              CountSumAccumulator copy = new CountSumAccumulator();
              copy.combine(acc);
              return copy;
            })
        .andFinish(
            acc -> {
              CountSumAccumulator copy = new CountSumAccumulator();
              copy.combine(acc);
              return copy;
            });
  }

  private void countSums(StreamStage<Tick> ticks, WindowDefinition window) {
    ticks
        .groupingKey(Tick::key)
        .window(window)
        .aggregate(countSum(Tick::value))
        .writeTo(
            sink((to, r) -> to.add(r.key(), r.start(), r.end(), r.result().count, r.result().sum)));
  }

  private void named() {
    this.<NamedTick>source(false, NamedTick::timeMs)
        .groupingKey(NamedTick::key)
        .window(WindowDefinition.tumbling(what.sizeMs()))
        .aggregate(countSum(NamedTick::value))
        .writeTo(
            sink(
                (to, r) ->
                    to.add(
                        r.key().hashCode(), r.start(), r.end(), r.result().count, r.result().sum)));
  }

  private void sliding() {
    var windows =
        ticks(false)
            .groupingKey(Tick::key)
            .window(WindowDefinition.sliding(what.sizeMs(), Case.SLIDE_MS));
    if (what.shape() == Shape.SLIDING_SUM) {
      windows
          .aggregate(countSum(Tick::value))
          .writeTo(sink((to, r) -> to.add(r.key(), r.start(), r.end(), 0, r.result().sum)));
    } else {
      AggregateOperation1<Tick, LongAccumulator, Long> max =
          AggregateOperation.withCreate(() -> new LongAccumulator(Long.MIN_VALUE))
              .andAccumulate(
                  (LongAccumulator acc, Tick tick) -> acc.set(Math.max(acc.get(), tick.value())))
              .andCombine((acc, other) -> acc.set(Math.max(acc.get(), other.get())))
              .andExportFinish(LongAccumulator::get);
      windows
          .aggregate(max)
          .writeTo(sink((to, r) -> to.add(r.key(), r.start(), r.end(), 0, r.result())));
    }
  }

  /** Pairs of what fell into the same window. */
  static <L, R>
      FunctionEx<KeyedWindowResult<Long, Map.Entry<List<L>, List<R>>>, Traverser<Map.Entry<L, R>>>
          pairs() {
    return result -> {
      List<Map.Entry<L, R>> pairs = new ArrayList<>();
      for (L left : result.result().getKey()) {
        for (R right : result.result().getValue()) {
          pairs.add(entry(left, right));
        }
      }
      return Traversers.traverseIterable(pairs);
    };
  }

  private void join() {
    StreamStageWithKey<Tick, Long> right = ticks(true).groupingKey(Tick::key);
    ticks(false)
        .groupingKey(Tick::key)
        .window(WindowDefinition.tumbling(what.sizeMs()))
        .aggregate2(
            right,
            AggregateOperations.aggregateOperation2(
                AggregateOperations.<Tick>toList(),
                AggregateOperations.<Tick>toList(),
                (lefts, rights) -> entry(lefts, rights)))
        .flatMap(JetPipelines.<Tick, Tick>pairs())
        .writeTo(
            sink(
                (to, pair) ->
                    to.add(
                        pair.getKey().key(),
                        pair.getKey().value(),
                        pair.getValue().value(),
                        pair.getKey().timeMs(),
                        pair.getValue().timeMs())));
  }

  private void state() {
    this.<Tick>untimed()
        .groupingKey(Tick::key)
        .mapStateful(
            LongAccumulator::new, (total, key, tick) -> entry(key, total.add(tick.value()).get()))
        .writeTo(sink((to, total) -> to.add(total.getKey(), total.getValue(), 0, 0, 0)));
  }
}
