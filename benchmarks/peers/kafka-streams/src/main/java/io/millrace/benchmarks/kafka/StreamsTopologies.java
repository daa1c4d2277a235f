package io.millrace.benchmarks.kafka;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.Tick;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;

/** The topologies a user would write for the workloads; state is kept in memory. Stateless. */
final class StreamsTopologies {
  static final String LEFT = "left";
  static final String RIGHT = "right";

  private static final Duration GRACE = Duration.ofMillis(Case.BOUND_MS);
  private static final Duration SLIDE = Duration.ofMillis(Case.SLIDE_MS);

  private StreamsTopologies() {}

  static Topology of(Case what, Checksum seen) {
    StreamsBuilder builder = new StreamsBuilder();
    Duration size = Duration.ofMillis(what.sizeMs());
    switch (what.shape()) {
      case MAP_FILTER -> mapFilter(builder, seen);
      case TUMBLING_STRING -> named(builder, TimeWindows.ofSizeAndGrace(size, GRACE), seen);
      case SESSION -> sessions(builder, seen);
      case INTERVAL_JOIN -> join(builder, JoinWindows.ofTimeDifferenceAndGrace(size, GRACE), seen);
      case TUMBLING ->
          windows(
              builder, TimeWindows.ofSizeAndGrace(size, GRACE), StreamsTopologies::countSum, seen);
      case SLIDING_SUM ->
          windows(
              builder,
              TimeWindows.ofSizeAndGrace(size, GRACE).advanceBy(SLIDE),
              (key, tick, total) -> new long[] {0, total[1] + tick.value()},
              seen);
      default ->
          windows(
              builder,
              TimeWindows.ofSizeAndGrace(size, GRACE).advanceBy(SLIDE),
              (key, tick, total) -> new long[] {0, Math.max(total[1], tick.value())},
              seen);
    }
    return builder.build();
  }

  private static KStream<Long, Tick> ticks(StreamsBuilder builder, String topic) {
    return builder.stream(topic, Consumed.with(Serdes.Long(), EventSerdes.ticks()));
  }

  private static long[] countSum(Long key, Tick tick, long[] total) {
    return new long[] {total[0] + 1, total[1] + tick.value()};
  }

  private static void mapFilter(StreamsBuilder builder, Checksum seen) {
    ticks(builder, LEFT)
        .mapValues(tick -> new Tick(tick.key(), tick.value() * 3 + 1, tick.timeMs()))
        .filter((key, tick) -> (tick.value() & 1) == 0)
        .foreach((key, tick) -> seen.add(tick.key(), tick.value(), tick.timeMs(), 0, 0));
  }

  private static <K> Materialized<K, long[], WindowStore<Bytes, byte[]>> inMemory(
      Serde<K> keys, TimeWindows windows) {
    return Materialized.<K, long[], WindowStore<Bytes, byte[]>>as(
            BuiltInDslStoreSuppliers.IN_MEMORY)
        .withKeySerde(keys)
        .withValueSerde(EventSerdes.totals())
        .withRetention(Duration.ofMillis(windows.size() + windows.gracePeriodMs() + 1000));
  }

  private static void windows(
      StreamsBuilder builder,
      TimeWindows windows,
      Aggregator<Long, Tick, long[]> add,
      Checksum seen) {
    ticks(builder, LEFT)
        .groupByKey(Grouped.with(Serdes.Long(), EventSerdes.ticks()))
        .windowedBy(windows)
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(() -> new long[2], add, inMemory(Serdes.Long(), windows))
        .toStream()
        .foreach(
            (key, total) ->
                seen.add(key.key(), key.window().start(), key.window().end(), total[0], total[1]));
  }

  private static void named(StreamsBuilder builder, TimeWindows windows, Checksum seen) {
    Aggregator<String, NamedTick, long[]> add =
        (key, tick, total) -> new long[] {total[0] + 1, total[1] + tick.value()};
    builder.stream(LEFT, Consumed.with(Serdes.String(), EventSerdes.named()))
        .groupByKey(Grouped.with(Serdes.String(), EventSerdes.named()))
        .windowedBy(windows)
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(() -> new long[2], add, inMemory(Serdes.String(), windows))
        .toStream()
        .foreach(
            (key, total) ->
                seen.add(
                    key.key().hashCode(),
                    key.window().start(),
                    key.window().end(),
                    total[0],
                    total[1]));
  }

  /** Sessions end with their last event here; elsewhere they end with the gap after it. */
  private static void sessions(StreamsBuilder builder, Checksum seen) {
    Materialized<Long, long[], SessionStore<Bytes, byte[]>> sessions =
        Materialized.<Long, long[], SessionStore<Bytes, byte[]>>as(
                BuiltInDslStoreSuppliers.IN_MEMORY)
            .withKeySerde(Serdes.Long())
            .withValueSerde(EventSerdes.totals())
            .withRetention(Duration.ofMillis(4 * Case.GAP_MS));
    ticks(builder, LEFT)
        .groupByKey(Grouped.with(Serdes.Long(), EventSerdes.ticks()))
        .windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofMillis(Case.GAP_MS), GRACE))
        .emitStrategy(EmitStrategy.onWindowClose())
        .aggregate(
            () -> new long[2],
            StreamsTopologies::countSum,
            (key, one, other) -> new long[] {one[0] + other[0], one[1] + other[1]},
            sessions)
        .toStream()
        .foreach(
            (key, total) ->
                seen.add(
                    key.key(),
                    key.window().start(),
                    key.window().end() + Case.GAP_MS,
                    total[0],
                    total[1]));
  }

  private static void join(StreamsBuilder builder, JoinWindows windows, Checksum seen) {
    ticks(builder, LEFT)
        .join(
            ticks(builder, RIGHT),
            (left, right) -> new Tick[] {left, right},
            windows,
            StreamJoined.with(Serdes.Long(), EventSerdes.ticks(), EventSerdes.ticks())
                .withDslStoreSuppliers(BuiltInDslStoreSuppliers.IN_MEMORY))
        .foreach(
            (key, pair) ->
                seen.add(
                    pair[0].key(),
                    pair[0].value(),
                    pair[1].value(),
                    pair[0].timeMs(),
                    pair[1].timeMs()));
  }
}
