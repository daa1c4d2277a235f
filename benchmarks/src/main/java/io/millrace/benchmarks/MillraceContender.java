package io.millrace.benchmarks;

import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.RoundServer;
import java.io.IOException;
import java.time.Duration;

/** Millrace, side by side with others: the public interface, no setting but those a user has. */
public final class MillraceContender implements Contender {
  /** Stateless. */
  public MillraceContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new MillraceContender());
  }

  @Override
  public String version() {
    return "Millrace 0.1.0-SNAPSHOT";
  }

  @Override
  public Reads reads(Case what) {
    return Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    return "";
  }

  @Override
  public String run(Round round, Settings settings) {
    Case what = round.prepared().what();
    Engine engine = Engine.local().parallelism(round.prepared().parallelism());
    if (what.store() != Case.Store.NONE) {
      engine = engine.checkpoints(settings.directory(), Duration.ofMillis(settings.checkpointMs()));
    }
    if (what.store().rocksDb()) {
      engine = engine.stateBackend("rocksdb");
      engine = engine.options(engine.options().stateMemoryBytes(what.store().memoryBytes()));
    }
    boolean alone = round.prepared().parallelism() == 1;
    try (Job job =
        alone
            ? engine.open(MillracePipelines.of(round))
            : engine.start(MillracePipelines.of(round))) {
      job.join();
      CheckpointReport last = job.lastCheckpoint();
      return what.store() == Case.Store.NONE ? "" : "checkpoints=" + (last == null ? 0 : last.id());
    }
  }
}
