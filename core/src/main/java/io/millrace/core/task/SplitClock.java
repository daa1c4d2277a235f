package io.millrace.core.task;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.WatermarkGenerator;
import org.jspecify.annotations.Nullable;

/** The event-time clock of one split: what was seen, and how far it allows time to have come. */
final class SplitClock {
  final @Nullable WatermarkGenerator<? super Object> generator;
  @Nullable SplitStats stats;
  long maxTime = EventTimes.MIN;
  long watermark = EventTimes.MIN;
  long fromTheFuture;
  boolean quiet;
  long quietSince;
  boolean readSinceTick;
  long quietSinceTick = -1;
  boolean ended;

  SplitClock(@Nullable WatermarkGenerator<? super Object> generator) {
    this.generator = generator;
  }

  /** How it stands, for a checkpoint. */
  Manifest.ClockEntry entry(String nodeId, boolean idle) {
    return new Manifest.ClockEntry(
        nodeId, maxTime, watermark, fromTheFuture, idle, savedGenerator());
  }

  private byte @Nullable [] savedGenerator() {
    if (generator == null) {
      return null;
    }
    DataWriter out = DataWriter.create();
    generator.save(out);
    byte[] bytes = out.toByteArray();
    return bytes.length == 0 ? null : bytes;
  }

  /** Sets it to what it was. */
  void restore(Manifest.ClockEntry entry, boolean hasEnded) {
    maxTime = entry.maxTime();
    watermark = entry.watermark();
    fromTheFuture = entry.fromTheFuture();
    ended = hasEnded;
    if (generator != null && entry.generator() != null) {
      generator.restore(DataReader.of(entry.generator()));
    }
  }

  /** An entry as bytes, without the node's id. */
  static byte[] toBytes(Manifest.ClockEntry entry) {
    DataWriter out = DataWriter.create();
    out.writeLong(entry.maxTime());
    out.writeLong(entry.watermark());
    out.writeLong(entry.fromTheFuture());
    out.writeBoolean(entry.idle());
    byte[] generator = entry.generator();
    out.writeBoolean(generator != null);
    if (generator != null) {
      out.writeBytes(generator);
    }
    return out.toByteArray();
  }

  /** From those bytes. */
  static Manifest.ClockEntry fromBytes(String nodeId, byte[] bytes) {
    DataReader in = DataReader.of(bytes);
    return new Manifest.ClockEntry(
        nodeId,
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean() ? in.readBytes() : null);
  }

  /** Tells whoever reads reports. */
  void report() {
    if (stats != null) {
      stats.times(watermark, maxTime);
      stats.fromTheFuture(fromTheFuture);
    }
  }
}
