package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** How much is fetched ahead, when fetching stops and goes on, and how failures arrive. */
final class FetcherTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  /** A broker with one partition that holds whatever offset is asked for, ten at a time. */
  private static final class Endless extends MockConsumer<byte[], byte[]> {
    private final Semaphore polls = new Semaphore(0);
    private long next;

    Endless() {
      super("none");
      updatePartitions("t", List.of(new PartitionInfo("t", 0, null, null, null)));
      updateBeginningOffsets(Map.of(PARTITION, 0L));
      updateEndOffsets(Map.of(PARTITION, 1_000_000L));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (!paused().contains(PARTITION) && assignment().contains(PARTITION)) {
        for (int i = 0; i < 10; i++) {
          addRecord(record(next));
          next++;
        }
      }
      polls.release();
      return super.poll(timeout);
    }

    private static ConsumerRecord<byte[], byte[]> record(long offset) {
      byte[] value = Topics.bytes("e" + offset);
      return new ConsumerRecord<>(
          "t",
          0,
          offset,
          0,
          TimestampType.CREATE_TIME,
          -1,
          value.length,
          null,
          value,
          new RecordHeaders(),
          Optional.empty());
    }

    /** Waits for that many further polls. */
    void awaitPolls(int count) throws InterruptedException {
      polls.drainPermits();
      assertThat(polls.tryAcquire(count, 30, TimeUnit.SECONDS)).as("polls").isTrue();
    }

    synchronized boolean stopped() {
      return paused().contains(PARTITION);
    }

    synchronized long fetched() {
      return next;
    }
  }

  private final Endless consumer = new Endless();

  private KafkaSource<String> source() {
    return new KafkaSource<>(
        new Topic("nowhere:1", "t"),
        String.class,
        Topics::text,
        SourceSettings.DEFAULT.withoutTimes(),
        new Clients() {
          private boolean asked;

          @Override
          public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
            // The first one is asked for the partitions.
            boolean first = !asked;
            asked = true;
            return first ? new Endless() : consumer;
          }

          @Override
          public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
            throw new AssertionError();
          }

          @Override
          public Admin admin(Map<String, Object> settings) {
            throw new AssertionError();
          }
        });
  }

  @Test
  void whenNobodyReads_thenFetchingStopsAtTheLimitAndGoesOnWithRoom() throws Exception {
    try (SourceProbe<String> probe = new SourceProbe<>(source().buffer(100, 1 << 20))) {
      probe.splits();
      probe.open("t-0");
      while (!consumer.stopped()) {
        consumer.awaitPolls(1);
      }
      consumer.awaitPolls(3);
      // A poll that was woken gives its records with the next one.
      long stopped = consumer.fetched();
      assertThat(stopped).isBetween(100L, 130L);
      // What is left is more than half: nothing is fetched.
      probe.await(40, 10);
      consumer.awaitPolls(3);
      assertThat(consumer.fetched()).isEqualTo(stopped);
      probe.await(500, 10);
      for (int i = 0; i < 500; i++) {
        assertThat(probe.values.get(i)).isEqualTo("e" + i);
      }
      assertThat(consumer.fetched()).isLessThanOrEqualTo(640);
    }
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void whenBytesReachTheLimit_thenFetchingStops() throws Exception {
    try (SourceProbe<String> probe = new SourceProbe<>(source().buffer(1000, 1))) {
      probe.splits();
      probe.open("t-0");
      while (!consumer.stopped()) {
        consumer.awaitPolls(1);
      }
      consumer.awaitPolls(3);
      assertThat(consumer.fetched()).isLessThanOrEqualTo(40);
    }
  }

  @Test
  void whenTheConsumerFails_thenTheReaderSaysSoAfterWhatWasFetched() throws Exception {
    try (SourceProbe<String> probe = new SourceProbe<>(source().buffer(20, 1 << 20))) {
      probe.splits();
      probe.open("t-0");
      while (!consumer.stopped()) {
        consumer.awaitPolls(1);
      }
      consumer.setPollException(new KafkaException("broken"));
      assertThatThrownBy(() -> probe.await(1_000_000))
          .hasMessageContaining("SOURCE_FAILED")
          .hasRootCauseMessage("broken");
      assertThat(probe.values).hasSizeBetween(20, 50);
      SplitPosition position = probe.reader().position();
      assertThat(position.place()).isEqualTo(probe.values.size());
    }
  }

  @Test
  void whenPolledWithALimit_thenNoMoreAreGiven() throws Exception {
    try (SourceProbe<String> probe = new SourceProbe<>(source().buffer(50, 1 << 20))) {
      probe.splits();
      probe.open("t-0").await(1, 1);
      int before = probe.values.size();
      assertThat(before).isEqualTo(1);
      assertThat(probe.reader().poll(probe, 3)).isEqualTo(Status.MORE);
      assertThat(probe.values).hasSize(4);
    }
  }
}
