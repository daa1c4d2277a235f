package io.millrace.torture;

import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Pipeline;
import io.millrace.connector.kafka.Kafka;
import io.millrace.connector.kafka.KafkaSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The job that is killed: reads a topic, numbers the events of each key in keyed state, writes the
 * numbers to another topic. A result that is lost or comes twice shows, and so does state that does
 * not belong to the source's position.
 */
public final class KafkaKillJob {
  private KafkaKillJob() {}

  static String key(String event) {
    return "k" + Long.parseLong(event) % KafkaKillTest.KEYS;
  }

  static String line(String key, long number) {
    return key + "," + number;
  }

  /** Numbers the events of each key from 1. */
  public static final class Numbering implements Handler<String, String, String> {
    private @Nullable ValueState<Long> count;

    /** For the engine. */
    public Numbering() {}

    @Override
    public void open(StateAccess state) {
      count = state.value(StateSpec.value("count", Long.class));
    }

    @Override
    public void onEvent(String event, HandlerContext<String> context, Output<String> out) {
      ValueState<Long> state = java.util.Objects.requireNonNull(count);
      Long before = state.get();
      long number = before == null ? 1 : before + 1;
      state.set(number);
      out.emit(line(context.key(), number), context.timeMs());
    }
  }

  private static Pipeline pipeline(Arguments given) {
    String bootstrap = given.text("bootstrap");
    KafkaSource<String> all = Kafka.textSource(bootstrap, given.text("in"));
    KafkaSource<String> source = given.text("last").equals("true") ? all.untilEnd() : all;
    Pipeline pipeline = Pipeline.create("torture-kafka");
    pipeline
        .from("events", source)
        .keyBy(KafkaKillJob::key)
        .process("numbers", Numbering::new)
        .to("out", Kafka.<String>textSink(bootstrap, given.text("out"), line -> line));
    return pipeline;
  }

  /** Runs the job until it ends or is killed: as a process of its own. */
  public static void main(String[] args) {
    Arguments given = Arguments.of(args);
    PhasedEnvironment environment =
        new PhasedEnvironment(SystemWorld.environment(), given.path("phase"), given.text("stall"));
    EngineOptions options =
        EngineOptions.DEFAULT
            .parallelism(given.number("parallelism"))
            .stateBackend(given.text("backend"))
            .environment(environment)
            .checkpoints(
                CheckpointOptions.into(
                    given.path("dir").resolve("checkpoints"),
                    Duration.ofMillis(given.number("interval"))));
    try (Job job = Engine.local().options(options).start(pipeline(given))) {
      environment.running();
      job.join();
    }
    environment.finished();
  }
}
