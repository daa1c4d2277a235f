package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase.Pending;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import io.millrace.core.environment.SystemEnvironment;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sink against a real broker: every result once, whatever happens between two steps. */
@ExtendWith(SharedBroker.class)
final class KafkaSinkTest {
  private static KafkaSink<String> sink(Broker broker, String topic) {
    return Kafka.textSink(broker.bootstrap(), topic, text -> text);
  }

  @Test
  void whenCommitted_thenVisibleInOrderAndNotBefore(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      Pending<Prepared> first = run.write("a", "b").prepare(1);
      run.write("c");
      assertThat(Topics.committed(broker, topic)).isEmpty();
      run.commit(first);
      assertThat(Topics.committed(broker, topic)).containsExactly("a", "b");
      run.commit(run.prepare(2)).commit(run.prepare(3)).commit(run.write("d").prepare(4));
      run.writer.finish();
      assertThat(Topics.committed(broker, topic)).containsExactly("a", "b", "c", "d");
    }
    assertThat(sink(broker, topic).guarantee()).isEqualTo(Guarantee.TRANSACTIONAL);
    assertThat(broker.openTransactions("millrace-" + topic)).isEmpty();
  }

  @Test
  void whenCommittedTwice_thenWrittenOnce(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    Pending<Prepared> pending;
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      pending = run.write("a").prepare(1);
      run.commit(pending).commit(pending);
    }
    try (SinkRun again = new SinkRun(sink(broker, topic), topic, 0, 1, 2)) {
      again.restore(List.of(pending)).commit(pending);
      again.commit(again.write("b").prepare(2));
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b");
  }

  @Test
  void whenKilledBetweenPrepareAndCommit_thenTheNextRunCommits(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    Pending<Prepared> pending;
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      run.commit(run.write("a").prepare(1));
      pending = run.write("b", "c").prepare(2);
      run.write("lost with the process, comes again from the source");
    }
    for (int attempt = 2; attempt < 5; attempt++) {
      try (SinkRun again = new SinkRun(sink(broker, topic), topic, 0, 1, attempt)) {
        again.restore(List.of(pending));
      }
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b", "c");
  }

  @Test
  void whenKilledWithinATransaction_thenTheNextRunEndsItAndReadersGoOn(Broker broker)
      throws Exception {
    String topic = broker.topic("out", 1);
    Pending<Prepared> pending;
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      pending = run.write("a").prepare(1);
    }
    String id = "millrace-" + topic + "-out-0";
    KafkaProducer<byte[], byte[]> killed = Topics.transactional(broker, id);
    killed.beginTransaction();
    killed.send(new ProducerRecord<>(topic, Topics.bytes("half")));
    killed.flush();
    assertThat(broker.openTransactions(id)).hasSize(1);
    try (SinkRun again = new SinkRun(sink(broker, topic), topic, 0, 1, 2)) {
      again.restore(List.of(pending));
      assertThat(broker.openTransactions(id)).isEmpty();
      assertThat(Topics.committed(broker, topic)).containsExactly("a");
    }
    killed.close();
  }

  @Test
  void whenACheckpointFails_thenItsRowsAreCommittedWithTheNext(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    Pending<Prepared> third;
    Pending<Prepared> fourth;
    try (SinkRun run = SinkRun.fresh(sink(broker, topic), topic)) {
      Pending<Prepared> failed = run.write("a").prepare(1);
      Pending<Prepared> second = run.write("b").prepare(2);
      run.commit(failed).commit(second);
      third = run.write("c").prepare(3);
      fourth = run.write("d").prepare(4);
    }
    for (int attempt = 2; attempt < 4; attempt++) {
      try (SinkRun again = new SinkRun(sink(broker, topic), topic, 0, 1, attempt)) {
        again.restore(List.of(fourth, third));
      }
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b", "c", "d");
  }

  @Test
  void whenAnEarlierRunWakesUp_thenItIsFencedAndWritesNothing(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic);
    try (SinkRun zombie = SinkRun.fresh(sink, topic)) {
      Pending<Prepared> known = zombie.write("a").prepare(1);
      try (SinkRun owner = new SinkRun(sink, topic, 0, 1, 2)) {
        owner.restore(List.of(known));
        Pending<Prepared> late = zombie.write("zombie").prepare(2);
        assertThatThrownBy(() -> zombie.commit(known))
            .isInstanceOf(MillraceException.class)
            .hasMessageContaining("FENCED");
        // Its producer is gone now; it must not take the id back either.
        assertThatThrownBy(() -> zombie.commit(late)).hasMessageContaining("FENCED");
        owner.commit(owner.write("b").prepare(2));
      }
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b");
  }

  @Test
  void whenAJobStartsAfreshUnderAnOldName_thenLowerIdsAreCommitted(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic);
    try (SinkRun old = SinkRun.fresh(sink, topic)) {
      old.commit(old.write("old").prepare(900));
    }
    try (SinkRun young = SinkRun.fresh(sink, topic)) {
      young.commit(young.write("new").prepare(1));
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("old", "new");
  }

  @Test
  void whenAJobGoesBackToAnOlderCheckpoint_thenWhatFollowsIsCommitted(Broker broker)
      throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic);
    Pending<Prepared> first;
    try (SinkRun run = SinkRun.fresh(sink, topic)) {
      first = run.write("a").prepare(1);
      run.commit(first).commit(run.write("b").prepare(2));
    }
    try (SinkRun back = new SinkRun(sink, topic, 0, 1, 2)) {
      back.restore(List.of(first));
      back.commit(back.write("b").prepare(2));
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b", "b");
  }

  @Test
  void whenThereAreFewerSubtasks_thenTheFormerOnesAreSettledOnce(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic);
    Pending<Prepared> zero;
    Pending<Prepared> one;
    try (SinkRun first = new SinkRun(sink, topic, 0, 2, 1);
        SinkRun second = new SinkRun(sink, topic, 1, 2, 1)) {
      first.restore(List.of());
      second.restore(List.of());
      zero = first.write("a").prepare(1);
      one = second.write("b").prepare(1);
      try (SinkRun only = new SinkRun(sink, topic, 0, 1, 2)) {
        only.restore(List.of(zero, one));
        assertThatThrownBy(() -> second.commit(one)).hasMessageContaining("FENCED");
      }
    }
    try (SinkRun again = new SinkRun(sink, topic, 0, 1, 3)) {
      again.restore(List.of(zero, one)).commit(again.write("c").prepare(2));
    }
    assertThat(Topics.committed(broker, topic)).containsExactlyInAnyOrder("a", "b", "c");
    try (SinkRun wrong = new SinkRun(sink, topic, 0, 2, 4)) {
      assertThatThrownBy(() -> wrong.restore(List.of(one))).hasMessageContaining("BUG");
    }
  }

  @Test
  void whenTheMarkerIsGone_thenItIsAnErrorUnlessRepeatingIsAllowed(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic);
    Pending<Prepared> pending;
    try (SinkRun run = SinkRun.fresh(sink, topic)) {
      pending = run.write("a").prepare(1);
      run.commit(pending);
    }
    try (Admin admin = broker.admin()) {
      admin.deleteConsumerGroups(List.of("millrace-" + topic + "-out-0")).all().get();
    }
    try (SinkRun again = new SinkRun(sink, topic, 0, 1, 2)) {
      assertThatThrownBy(() -> again.restore(List.of(pending)))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("cannot know whether");
    }
    try (SinkRun again = new SinkRun(sink.repeatIfUnknown(), topic, 0, 1, 3)) {
      again.restore(List.of(pending));
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "a");
  }

  @Test
  void whenThereAreNoCheckpoints_thenTheEndMakesAllVisible(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    try (SinkRun run = new SinkRun(sink(broker, topic), topic, 0, 1, 0)) {
      run.write("a", "b").writer.flush();
      assertThat(Topics.committed(broker, topic)).isEmpty();
      run.writer.finish();
    }
    assertThat(Topics.committed(broker, topic)).containsExactly("a", "b");
  }

  @Test
  void whenAtLeastOnce_thenAFlushMakesVisible(Broker broker) throws Exception {
    String topic = broker.topic("out", 1);
    KafkaSink<String> sink = sink(broker, topic).atLeastOnce();
    assertThat(sink.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
    SinkContext context = new SinkContext("out", 0, 1, SystemEnvironment.create());
    try (SinkWriter<String> writer = sink.open(context)) {
      for (int i = 0; i < 1000; i++) {
        writer.write("v" + i, i);
      }
      writer.flush();
      assertThat(Topics.committed(broker, topic)).hasSize(1000).endsWith("v999");
    }
  }

  @Test
  void whenKeyPartitionHeadersAreSet_thenTheRecordHasThemAndTheEventTime(Broker broker)
      throws Exception {
    String topic = broker.topic("out", 3);
    KafkaSink<String> sink =
        sink(broker, topic)
            .key(value -> value.equals("none") ? null : Topics.bytes("k-" + value))
            .partition(value -> 2)
            .headers(value -> new RecordHeaders().add("h", Topics.bytes(value)));
    try (SinkRun run = SinkRun.fresh(sink, topic)) {
      run.writer.write("x", 1234);
      run.writer.write("none", EventTimes.MAX);
      run.commit(run.prepare(1));
    }
    List<ConsumerRecord<byte[], byte[]>> records = Topics.records(broker, topic);
    assertThat(records).hasSize(2);
    ConsumerRecord<byte[], byte[]> record = records.get(0);
    assertThat(record.key()).isEqualTo(Topics.bytes("k-x"));
    assertThat(record.partition()).isEqualTo(2);
    assertThat(record.timestamp()).isEqualTo(1234);
    assertThat(record.headers().lastHeader("h").value()).isEqualTo(Topics.bytes("x"));
    assertThat(records.get(1).key()).isNull();
    assertThat(records.get(1).timestamp()).isLessThan(EventTimes.MAX);
  }

  @Test
  void whenTheBrokerWouldRefuseARecord_thenItIsRefusedBeforeACheckpointHasIt(Broker broker)
      throws Exception {
    String topic = broker.topic("out", 2, Map.of("max.message.bytes", "5000"));
    KafkaSink<String> sink = sink(broker, topic);
    try (SinkRun run = SinkRun.fresh(sink, topic)) {
      assertThatThrownBy(() -> run.write("secret".repeat(1000)))
          .hasMessageContaining("RECORD_INVALID")
          .hasMessageNotContaining("secret");
      assertThatThrownBy(() -> run.writer.write("a", Long.MAX_VALUE / 2))
          .hasMessageContaining("further from the clock");
    }
    try (SinkRun run = SinkRun.fresh(sink.partition(value -> 2), topic)) {
      assertThatThrownBy(() -> run.write("a")).hasMessageContaining("partition 2 of a topic");
    }
    try (SinkRun run = SinkRun.fresh(sink.maxStagedBytes(300), topic)) {
      run.write("a".repeat(200));
      assertThatThrownBy(() -> run.write("a".repeat(200)))
          .hasMessageContaining("BUFFER_FULL")
          .hasMessageContaining("300 bytes");
    }
    assertThatThrownBy(() -> new SinkRun(sink(broker, "nowhere"), topic, 0, 1, 1))
        .hasMessageContaining("UnknownTopicOrPartition");
  }
}
