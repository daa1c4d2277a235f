package io.millrace.connector.kafka;

import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.error.MillraceException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Decodes and hands over what the fetcher has put into a partition's buffer. Never waits. */
final class PartitionReader<T> implements SplitReader<T> {
  private final SplitPosition opened;
  private final PartitionBuffer buffer;
  private final Fetcher fetcher;
  private final RecordDecoder<T> decoder;
  private final SourceSettings settings;
  private final LongAdder badRecords;
  private final LongAdder leftOut;
  private List<ConsumerRecord<byte[], byte[]>> fetch = List.of();
  private int next;
  private long offset;
  private long brokerOffset;
  private boolean closed;

  PartitionReader(
      SplitPosition opened,
      PartitionBuffer buffer,
      Fetcher fetcher,
      RecordDecoder<T> decoder,
      SourceSettings settings,
      LongAdder badRecords,
      LongAdder leftOut) {
    this.opened = opened;
    this.buffer = buffer;
    this.fetcher = fetcher;
    this.decoder = decoder;
    this.settings = settings;
    this.badRecords = badRecords;
    this.leftOut = leftOut;
    this.offset = opened.offset();
    this.brokerOffset = buffer.from();
  }

  @Override
  public Status poll(SplitSink<? super T> sink, int limit) {
    for (int given = 0; given < limit; given++) {
      if (next == fetch.size() && !refill()) {
        if (buffer.drained()) {
          return Status.END;
        }
        fetcher.failIfFailed();
        return Status.WAIT;
      }
      ConsumerRecord<byte[], byte[]> record = fetch.get(next);
      T value = decode(record);
      // Behind the decoding: a job that fails at a record meets it again, and says so again.
      next++;
      brokerOffset = record.offset() + 1;
      if (value != null) {
        offset++;
        if (settings.times()) {
          sink.event(value, record.timestamp());
        } else {
          sink.event(value);
        }
      }
    }
    return Status.MORE;
  }

  private boolean refill() {
    List<ConsumerRecord<byte[], byte[]>> taken = buffer.take();
    if (buffer.wantsMore()) {
      fetcher.wake();
    }
    fetch = taken == null ? List.of() : taken;
    next = 0;
    return taken != null;
  }

  private @Nullable T decode(ConsumerRecord<byte[], byte[]> record) {
    if (settings.times() && record.timestampType() == TimestampType.NO_TIMESTAMP_TYPE) {
      return bad(record, "has no timestamp; give events their times with withoutTimestamps()");
    }
    if (record.value() == null && !settings.tombstones()) {
      leftOut.increment();
      return null;
    }
    T value;
    try {
      value = decoder.decode(record);
    } catch (RuntimeException e) {
      return bad(record, thrown(e));
    }
    if (value == null) {
      leftOut.increment();
    }
    return value;
  }

  private @Nullable T bad(ConsumerRecord<byte[], byte[]> record, String cause) {
    badRecords.increment();
    settings
        .onBadRecord()
        .handle(new BadRecord(record.topic(), record.partition(), record.offset(), cause));
    return null;
  }

  /** Names what the decoder threw and where, but not its message, which may quote the record. */
  private static String thrown(RuntimeException e) {
    String what =
        e instanceof MillraceException known ? known.code().name() : e.getClass().getSimpleName();
    for (StackTraceElement element : e.getStackTrace()) {
      if (!element.getClassName().startsWith("java.")) {
        return "the decoder threw " + what + " at " + element;
      }
    }
    return "the decoder threw " + what;
  }

  @Override
  public SplitPosition position() {
    return new SplitPosition(opened.split(), offset, Places.of(offset, brokerOffset));
  }

  @Override
  public void acknowledge(SplitPosition position) {
    if (settings.group() != null) {
      buffer.acknowledge(Places.brokerOffset(position));
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      fetcher.remove(buffer);
    }
  }
}
