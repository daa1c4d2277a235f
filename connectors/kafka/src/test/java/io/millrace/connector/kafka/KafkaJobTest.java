package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole jobs from topic to topic, cut off in the middle and started again. */
@ExtendWith(SharedBroker.class)
final class KafkaJobTest {
  private static final int KEYS = 7;
  private static final int EACH = 3_000;

  @TempDir Path directory;

  /** Numbers the events of each key: a result that is repeated or left out shows. */
  public static final class Numbering implements Handler<String, String, String> {
    private ValueState<Long> count;

    @Override
    public void open(StateAccess state) {
      count = state.value(StateSpec.value("count", Long.class));
    }

    @Override
    public void onEvent(String event, HandlerContext<String> context, Output<String> out) {
      long next = count.get() == null ? 1 : count.get() + 1;
      count.set(next);
      out.emit(context.key() + ":" + next, context.timeMs());
    }
  }

  private static String key(String text) {
    return "k" + Integer.parseInt(text.substring(1)) % KEYS;
  }

  private Pipeline pipeline(KafkaSource<String> source, KafkaSink<String> sink, String name) {
    Pipeline pipeline = Pipeline.create(name);
    pipeline
        .from("in", source)
        .keyBy(KafkaJobTest::key)
        .process("number", Numbering::new)
        .to("out", sink);
    return pipeline;
  }

  private static List<String> expected(int total) {
    return IntStream.range(0, total)
        .mapToObj(i -> "k" + i % KEYS + ":" + (i / KEYS + 1))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenAJobIsCutOffAgainAndAgain_thenEveryResultIsThereOnce(int parallelism, Broker broker)
      throws Exception {
    String in = broker.topic("in", 2);
    String out = broker.topic("out", 2);
    KafkaSource<String> source = Kafka.textSource(broker.bootstrap(), in);
    KafkaSink<String> sink = Kafka.textSink(broker.bootstrap(), out, text -> text);
    int written = 0;
    for (int run = 0; run < 3; run++) {
      Topics.write(broker, in, run % 2, written, written + EACH);
      written += EACH;
      Engine engine =
          Engine.local()
              .parallelism(1 + (parallelism + run) % 2)
              .checkpoints(directory, Duration.ofMillis(20));
      int before = Topics.committed(broker, out).size();
      try (Job job = engine.start(pipeline(source, sink, out))) {
        while (Topics.committed(broker, out).size() == before) {
          job.checkpoint();
        }
      }
    }
    Engine engine =
        Engine.local().parallelism(parallelism).checkpoints(directory, Duration.ofMillis(20));
    engine.run(pipeline(source.untilEnd(), sink, out));
    assertThat(Topics.committed(broker, out).stream().sorted().toList())
        .isEqualTo(expected(written));
    assertThat(broker.openTransactions("millrace-" + out)).isEmpty();
  }

  @Test
  void whenThereAreNoCheckpoints_thenTheEndMakesAllVisible(Broker broker) throws Exception {
    String in = broker.topic("in", 1);
    String out = broker.topic("out", 1);
    Topics.write(broker, in, 0, 0, 100);
    Engine.local()
        .run(
            pipeline(
                Kafka.textSource(broker.bootstrap(), in).untilEnd(),
                Kafka.textSink(broker.bootstrap(), out, text -> text),
                out));
    assertThat(Topics.committed(broker, out).stream().sorted().toList()).isEqualTo(expected(100));
  }
}
