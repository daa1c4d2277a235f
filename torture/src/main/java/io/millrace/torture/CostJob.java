package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Pipeline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The job whose checkpoints are measured: it adds up what comes for each of many keys. */
final class CostJob implements AutoCloseable {
  /** Of what kind the state is. */
  enum Kind {
    /** Accumulators, which change in place. */
    FOLDED,
    /** Records, which are replaced. */
    RECORD
  }

  private static final long STATE_BYTES = 2L << 30;

  private final CostSource source;
  private final Job job;
  private final Answers answers = new Answers();

  private CostJob(CostSource source, Kind kind, String backend, CheckpointOptions checkpoints) {
    this.source = source;
    Pipeline pipeline = Pipeline.create("cost");
    pipeline
        .from("additions", source)
        .keyBy(Addition::key)
        .process("sums", kind == Kind.FOLDED ? Folding::new : Replacing::new)
        .to("answers", Sinks.callback(answers::take));
    EngineOptions options =
        EngineOptions.DEFAULT
            .stateBackend(backend)
            .stateMemoryBytes(STATE_BYTES)
            .checkpoints(checkpoints);
    job = Engine.local().options(options).start(pipeline);
  }

  /** Starts one that has nothing; a checkpoint is taken when it is asked for. */
  static CostJob start(long seed, Kind kind, String backend, Path checkpoints) {
    return new CostJob(
        new CostSource(seed), kind, backend, CheckpointOptions.into(checkpoints, Duration.ZERO));
  }

  /** Starts one from a checkpoint of another. */
  static CostJob restored(long seed, Kind kind, String backend, Path from, Path checkpoints) {
    return new CostJob(
        new CostSource(seed),
        kind,
        backend,
        CheckpointOptions.into(checkpoints, Duration.ZERO).from(from));
  }

  /** Has so many events processed. */
  CostPhase phase(long events) throws InterruptedException {
    CostPhase phase = new CostPhase(events, false);
    source.begin(phase);
    await(phase);
    return phase;
  }

  /** The same with a checkpoint from the start of the phase on. */
  CostPhase phaseWithCheckpoint(long events) throws InterruptedException {
    CostPhase phase = new CostPhase(events, true);
    source.begin(phase);
    try {
      job.checkpoint();
    } finally {
      phase.written();
    }
    await(phase);
    return phase;
  }

  private void await(CostPhase phase) throws InterruptedException {
    while (!phase.done()) {
      if (job.status().over()) {
        job.join();
        throw new IllegalStateException("the job ended before its phase did");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Nullable CheckpointReport lastCheckpoint() {
    return job.lastCheckpoint();
  }

  /** Lets it end; gives the number of keys for which it has not kept what it must have. */
  long wrongInTheEnd() {
    source.end();
    job.join();
    long wrong = Math.abs(CostSource.KEYS - answers.count);
    long[] expected = source.expected(source.given());
    for (int key = 0; key < CostSource.KEYS; key++) {
      wrong += answers.sums[key] == expected[key] ? 0 : 1;
    }
    return wrong;
  }

  @Override
  public void close() {
    job.close();
  }

  /** What is kept for a key. */
  record Answer(long key, long sum) {}

  /** What the job said. */
  private static final class Answers {
    private final long[] sums = new long[CostSource.KEYS];
    private long count;

    void take(Answer answer) {
      sums[(int) answer.key()] = answer.sum();
      count++;
    }
  }

  /** How often something was added, and how much. */
  record Sum(long count, long total) {}

  /** Keeps a record for each key. */
  private static final class Replacing implements Handler<Long, Addition, Answer> {
    private ValueState<Sum> sum = missing();

    @SuppressWarnings("NullAway") // set in open, before anything else is called
    private static <T> ValueState<T> missing() {
      return null;
    }

    @Override
    public void open(StateAccess state) {
      sum = state.value(StateSpec.value("sum", Sum.class));
    }

    @Override
    public void onEvent(Addition addition, HandlerContext<Long> context, Output<Answer> out) {
      Sum before = sum.get();
      if (!addition.asks()) {
        sum.set(
            before == null
                ? new Sum(1, addition.value())
                : new Sum(before.count() + 1, before.total() + addition.value()));
      } else if (before != null) {
        out.emit(new Answer(addition.key(), before.total()), 0);
      }
    }
  }

  /** Keeps accumulators for each key. */
  private static final class Folding implements Handler<Long, Addition, Answer> {
    private FoldedState<Addition, Long> count = missing();
    private FoldedState<Addition, Long> sum = missing();

    @SuppressWarnings("NullAway") // set in open, before anything else is called
    private static <T, R> FoldedState<T, R> missing() {
      return null;
    }

    @Override
    public void open(StateAccess state) {
      count = state.folded(StateSpec.aggregating("count", Long.class, Aggregates.count()));
      sum =
          state.folded(
              StateSpec.aggregating("sum", Long.class, Aggregates.sumLong(Addition::value)));
    }

    @Override
    public void onEvent(Addition addition, HandlerContext<Long> context, Output<Answer> out) {
      if (!addition.asks()) {
        count.add(addition);
        sum.add(addition);
        return;
      }
      Long total = sum.get();
      if (total != null) {
        out.emit(new Answer(addition.key(), total), 0);
      }
    }
  }
}
