package io.millrace.connector.kafka;

import java.util.ArrayDeque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched of a partition and not yet handed over. One thread adds, another takes; holds
 * the limits and at most one fetch more.
 */
final class PartitionBuffer {
  private final TopicPartition partition;
  private final long from;
  private final long end;
  private final int recordLimit;
  private final long byteLimit;
  private final ArrayDeque<List<ConsumerRecord<byte[], byte[]>>> fetches = new ArrayDeque<>();
  private int records;
  private long bytes;
  private boolean full;
  private boolean ended;
  private volatile long acknowledged = -1;

  /**
   * Creates a buffer.
   *
   * @param partition the partition
   * @param from the offset of the first record wanted
   * @param end the offset behind the last one wanted, {@code Long.MAX_VALUE} for no end
   * @param recordLimit how many records wait before fetching stops
   * @param byteLimit how many bytes wait before fetching stops
   */
  PartitionBuffer(TopicPartition partition, long from, long end, int recordLimit, long byteLimit) {
    this.partition = partition;
    this.from = from;
    this.end = end;
    this.recordLimit = recordLimit;
    this.byteLimit = byteLimit;
    this.ended = from >= end;
  }

  TopicPartition partition() {
    return partition;
  }

  long from() {
    return from;
  }

  long end() {
    return end;
  }

  boolean bounded() {
    return end != Long.MAX_VALUE;
  }

  /** Takes a fetch in, but for what lies behind the end; true if no more is wanted for now. */
  boolean add(List<ConsumerRecord<byte[], byte[]>> fetched) {
    int count = fetched.size();
    while (count > 0 && fetched.get(count - 1).offset() >= end) {
      count--;
    }
    List<ConsumerRecord<byte[], byte[]>> wanted = fetched.subList(0, count);
    long size = 0;
    for (ConsumerRecord<byte[], byte[]> record : wanted) {
      size += size(record);
    }
    synchronized (this) {
      if (count > 0) {
        fetches.add(wanted);
        records += count;
        bytes += size;
      }
      full = records >= recordLimit || bytes >= byteLimit;
      return full;
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    return (long) Math.max(0, record.serializedKeySize())
        + Math.max(0, record.serializedValueSize());
  }

  /** The oldest fetch, or null. */
  synchronized @Nullable List<ConsumerRecord<byte[], byte[]>> take() {
    List<ConsumerRecord<byte[], byte[]>> taken = fetches.poll();
    if (taken != null) {
      records -= taken.size();
      for (ConsumerRecord<byte[], byte[]> record : taken) {
        bytes -= size(record);
      }
    }
    return taken;
  }

  /** True if fetching had stopped and half of what waited has been taken. */
  synchronized boolean wantsMore() {
    return full && records <= recordLimit / 2 && bytes <= byteLimit / 2;
  }

  /** Fetching goes on. */
  synchronized void resumed() {
    full = false;
  }

  /** There is nothing wanted behind what is in here. */
  synchronized void end(boolean reached) {
    ended |= reached;
  }

  /** True if everything was taken and nothing more will come. */
  synchronized boolean drained() {
    return ended && fetches.isEmpty();
  }

  synchronized boolean ended() {
    return ended;
  }

  /** Everything before that offset is safe. */
  void acknowledge(long offset) {
    acknowledged = offset;
  }

  /** Before which offset everything is safe; -1 if nothing was said. */
  long acknowledged() {
    return acknowledged;
  }
}
