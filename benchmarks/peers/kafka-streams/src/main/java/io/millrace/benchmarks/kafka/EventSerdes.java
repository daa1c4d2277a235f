package io.millrace.benchmarks.kafka;

import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.Tick;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serialisers written by hand: a key travels in the record's key, so it is not in the value. */
final class EventSerdes {
  private static final int TICK_BYTES = 24;
  private static final int NAMED_BYTES = 16;

  private EventSerdes() {}

  static Serde<Tick> ticks() {
    return Serdes.serdeFrom(
        (topic, tick) ->
            ByteBuffer.allocate(TICK_BYTES)
                .putLong(tick.key())
                .putLong(tick.value())
                .putLong(tick.timeMs())
                .array(),
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new Tick(buffer.getLong(), buffer.getLong(), buffer.getLong());
        });
  }

  /** Without the key, which the reader does not need. */
  static Serde<NamedTick> named() {
    return Serdes.serdeFrom(
        (topic, tick) ->
            ByteBuffer.allocate(NAMED_BYTES).putLong(tick.value()).putLong(tick.timeMs()).array(),
        (topic, bytes) -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new NamedTick("", buffer.getLong(), buffer.getLong());
        });
  }

  /** Two numbers. */
  static Serde<long[]> totals() {
    return Serdes.serdeFrom(
        (topic, total) ->
            total == null
                ? null
                : ByteBuffer.allocate(NAMED_BYTES).putLong(total[0]).putLong(total[1]).array(),
        (topic, bytes) -> {
          if (bytes == null) {
            return null;
          }
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          return new long[] {buffer.getLong(), buffer.getLong()};
        });
  }
}
