package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.error.MillraceException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The source against a real broker. */
@ExtendWith(SharedBroker.class)
final class KafkaSourceTest {
  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "e" + i).toList();
  }

  @Test
  void whenReadFromStart_thenAllComeInOrderWithTheirTimes(Broker broker) throws Exception {
    String topic = broker.topic("in", 2);
    Topics.write(broker, topic, 0, 0, 5000);
    Topics.write(broker, topic, 1, 0, 10);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic).untilEnd();
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      assertThat(probe.splits()).containsExactly(topic + "-0", topic + "-1");
      probe.open(topic + "-0").awaitEnd();
      assertThat(probe.values).isEqualTo(texts(0, 5000));
      assertThat(probe.times.get(4321)).isEqualTo(4321);
      assertThat(probe.reader().position())
          .isEqualTo(new SplitPosition(new Split(topic + "-0"), 5000, 5000));
    }
    assertThat(source.givesTime()).isTrue();
    assertThat(source.bounded()).isTrue();
    assertThat(source.replayable()).isTrue();
  }

  @Test
  void whenOpenedAtEachPosition_thenTheRestComes(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    Topics.write(broker, topic, 0, 0, 12);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic);
    List<SplitPosition> positions;
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      probe.open(topic + "-0").await(12, 1);
      positions = new ArrayList<>(probe.positions);
    }
    assertThat(positions.stream().map(SplitPosition::offset)).contains(0L, 1L, 11L, 12L);
    for (SplitPosition position : positions) {
      try (SourceProbe<String> probe = new SourceProbe<>(source.untilEnd())) {
        probe.open(position).awaitEnd();
        assertThat(probe.values).isEqualTo(texts((int) position.offset(), 12));
      }
    }
  }

  @Test
  void whenNothingWasReadYet_thenThePositionStaysWhereReadingStarted(Broker broker)
      throws Exception {
    String topic = broker.topic("in", 1);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic).fromLatest();
    SplitPosition before;
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      before = probe.open(topic + "-0").reader().position();
    }
    Topics.write(broker, topic, 0, 0, 3);
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      assertThat(probe.open(before).await(3).values).isEqualTo(texts(0, 3));
    }
  }

  @Test
  void whenAborted_thenOnlyCommittedRecordsAreRead(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    try (KafkaProducer<byte[], byte[]> producer = Topics.transactional(broker, topic)) {
      for (int round = 0; round < 4; round++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, Topics.bytes("r" + round)));
        producer.flush();
        if (round % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic).untilEnd();
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      assertThat(probe.open(topic + "-0").awaitEnd().values).containsExactly("r0", "r2");
    }
    try (SourceProbe<String> probe = new SourceProbe<>(source.readUncommitted())) {
      assertThat(probe.open(topic + "-0").awaitEnd().values)
          .containsExactly("r0", "r1", "r2", "r3");
    }
  }

  @Test
  void whenStartIsChosen_thenReadingStartsThere(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    Topics.write(broker, topic, 0, 0, 10);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic);
    try (SourceProbe<String> probe =
        new SourceProbe<>(source.fromTime(Instant.ofEpochMilli(7)).untilEnd())) {
      assertThat(probe.open(topic + "-0").awaitEnd().values).isEqualTo(texts(7, 10));
    }
    try (SourceProbe<String> probe = new SourceProbe<>(source.fromLatest())) {
      probe.open(topic + "-0");
      Topics.write(broker, topic, 0, 10, 12);
      assertThat(probe.await(2).values).isEqualTo(texts(10, 12));
    }
  }

  @Test
  void whenAcknowledged_thenTheGroupKnowsAndAJobCanStartThere(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    Topics.write(broker, topic, 0, 0, 10);
    KafkaSource<String> source =
        Kafka.textSource(broker.bootstrap(), topic).group("watch-" + topic);
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      probe.open(topic + "-0").await(6, 6);
      probe.reader().acknowledge(probe.reader().position());
    }
    try (Admin admin = broker.admin()) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets("watch-" + topic).partitionsToOffsetAndMetadata().get();
      assertThat(offsets.get(new TopicPartition(topic, 0)).offset()).isEqualTo(6);
    }
    try (SourceProbe<String> probe = new SourceProbe<>(source.fromGroup().untilEnd())) {
      assertThat(probe.open(topic + "-0").awaitEnd().values).isEqualTo(texts(6, 10));
    }
  }

  @Test
  void whenPartitionsAreAdded_thenTheyAreFoundAndReadFromTheirBeginning(Broker broker)
      throws Exception {
    String topic = broker.topic("in", 1);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic).fromLatest();
    try (SourceProbe<String> old = new SourceProbe<>(source);
        SourceProbe<String> young = new SourceProbe<>(source)) {
      assertThat(old.splits()).hasSize(1);
      old.open(topic + "-0");
      try (Admin admin = broker.admin()) {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(2))).all().get();
      }
      Topics.write(broker, topic, 1, 0, 4);
      List<String> splits = old.splits();
      while (splits.size() < 2) {
        splits = old.splits();
      }
      assertThat(young.open(splits.get(1)).await(4).values).isEqualTo(texts(0, 4));
    }
    assertThat(source.discoverEveryMs()).isEqualTo(60_000);
  }

  @Test
  void whenARecordIsBad_thenItsPlaceIsToldAndNeverItsContent(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    try (KafkaProducer<byte[], byte[]> producer = Topics.producer(broker)) {
      for (String value : List.of("1", "secret", "3")) {
        producer.send(new ProducerRecord<>(topic, Topics.bytes(value)));
      }
      producer.send(new ProducerRecord<>(topic, null));
      producer.send(new ProducerRecord<>(topic, Topics.bytes("5")));
    }
    KafkaSource<Integer> source =
        Kafka.source(
                broker.bootstrap(),
                topic,
                Integer.class,
                record -> Integer.valueOf(Topics.text(record)))
            .untilEnd();
    CollectedBadRecords bad = BadRecords.collecting(10);
    KafkaSource<Integer> skipping = source.onBadRecord(bad);
    try (SourceProbe<Integer> probe = new SourceProbe<>(skipping)) {
      probe.open(topic + "-0").awaitEnd();
      assertThat(probe.values).containsExactly(1, 3, 5);
      assertThat(probe.reader().position().offset()).isEqualTo(3);
      assertThat(probe.reader().position().place()).isEqualTo(5);
    }
    assertThat(skipping.badRecords()).isEqualTo(1);
    assertThat(skipping.leftOutRecords()).isEqualTo(1);
    assertThat(bad.records()).hasSize(1);
    assertThat(bad.records().get(0).describe())
        .startsWith(topic + "-0 offset 1: the decoder threw NumberFormatException at ")
        .doesNotContain("secret");
    try (SourceProbe<Integer> probe = new SourceProbe<>(source)) {
      probe.open(topic + "-0");
      assertThatThrownBy(probe::awaitEnd)
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("RECORD_INVALID")
          .hasMessageContaining("offset 1")
          .hasMessageNotContaining("secret");
      assertThat(probe.reader().position().place()).isEqualTo(1);
    }
  }

  @Test
  void whenRecordsAreGoneFromTheBroker_thenItIsAnErrorAndNoJump(Broker broker) throws Exception {
    String topic = broker.topic("in", 1);
    Topics.write(broker, topic, 0, 0, 10);
    try (Admin admin = broker.admin()) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(5)))
          .all()
          .get();
    }
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), topic);
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      probe.open(new SplitPosition(new Split(topic + "-0"), 2, 2));
      assertThatThrownBy(() -> probe.await(1))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("SOURCE_FAILED")
          .hasMessageContaining(topic + "-0");
    }
    try (SourceProbe<String> probe = new SourceProbe<>(source)) {
      assertThat(probe.open(topic + "-0").await(5).values).isEqualTo(texts(5, 10));
    }
  }

  @Test
  void whenTopicOrPartitionIsMissing_thenTheMessageSaysSo(Broker broker) throws Exception {
    KafkaSource<String> nowhere = Kafka.textSource(broker.bootstrap(), "no-such-topic");
    try (SourceProbe<String> probe = new SourceProbe<>(nowhere)) {
      assertThatThrownBy(probe::splits).hasMessageContaining("no topic 'no-such-topic'");
    }
    String topic = broker.topic("in", 1);
    try (SourceProbe<String> probe =
        new SourceProbe<>(Kafka.textSource(broker.bootstrap(), topic))) {
      assertThatThrownBy(() -> probe.open(topic + "-7"))
          .hasMessageContaining("has 1 partitions, but " + topic + "-7 was read before");
      assertThatThrownBy(() -> probe.open("other-0")).hasMessageContaining("is no partition");
    }
  }
}
