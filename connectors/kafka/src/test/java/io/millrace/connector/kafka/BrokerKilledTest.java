package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.TwoPhase.Pending;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker is killed while a commit is under way, and comes back. */
final class BrokerKilledTest {
  private static final int ROWS = 20_000;

  @TempDir Path directory;

  @Test
  void whenTheBrokerIsKilledWithinACommit_thenEveryResultIsThereOnce() throws Exception {
    try (Broker broker = new Broker(directory).start()) {
      String topic = broker.topic("out", 1);
      KafkaSink<String> sink =
          Kafka.<String>textSink(broker.bootstrap(), topic, text -> text)
              .timeouts(Duration.ofSeconds(2), Duration.ofSeconds(60));
      KafkaSink<String> impatient = sink.timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1));
      Pending<Prepared> second;
      try (SinkRun run = SinkRun.fresh(sink, topic)) {
        String[] values = IntStream.range(0, ROWS).mapToObj(i -> "v" + i).toArray(String[]::new);
        Pending<Prepared> first = run.write(values).prepare(1);
        CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> run.commit(first));
        broker.kill();
        second = run.write("last").prepare(2);
        assertThatThrownBy(() -> new SinkRun(impatient, topic, 0, 1, 2))
            .hasMessageContaining("SINK_FAILED")
            .hasMessageContaining("do not describe topic");
        broker.start();
        commit.join();
      }
      try (SinkRun again = new SinkRun(sink, topic, 0, 1, 2)) {
        again.restore(List.of(second));
      }
      List<String> committed = Topics.committed(broker, topic);
      assertThat(committed).doesNotHaveDuplicates().hasSize(ROWS + 1).endsWith("last");
      assertThat(broker.openTransactions("millrace")).isEmpty();
    }
  }
}
