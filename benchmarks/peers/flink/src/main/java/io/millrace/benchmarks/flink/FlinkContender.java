package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.Round;
import io.millrace.benchmarks.workloads.RoundServer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Apache Flink's DataStream in this process, with object reuse. */
public final class FlinkContender implements Contender {
  /** Checkpoints that were completed, in all rounds. */
  static final AtomicLong CHECKPOINTS = new AtomicLong();

  /** Stateless. */
  public FlinkContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new FlinkContender());
  }

  @Override
  public String version() {
    return "Apache Flink " + EnvironmentInformation.getVersion() + ", DataStream";
  }

  @Override
  public Reads reads(Case what) {
    return what.lateness() == Case.LateEvents.OWN_INPUT ? Reads.IN_TIME : Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    return "";
  }

  @Override
  public String run(Round round, Settings settings) throws Exception {
    Case what = round.prepared().what();
    long before = CHECKPOINTS.get();
    StreamExecutionEnvironment environment = environment(round, settings);
    new FlinkJobs(environment, what).build();
    environment.execute();
    return what.store() == Case.Store.NONE
        ? ""
        : "checkpoints=" + (CHECKPOINTS.get() - before) / round.prepared().parallelism();
  }

  static StreamExecutionEnvironment environment(Round round, Settings settings) {
    Case what = round.prepared().what();
    Configuration options = new Configuration();
    options.setString("pipeline.object-reuse", "true");
    options.setString("pipeline.generic-types", "true");
    options.setString("rest.port", "0");
    options.setString("taskmanager.memory.network.min", "64m");
    options.setString("taskmanager.memory.network.max", "64m");
    options.setString("taskmanager.memory.managed.size", (what.store().memoryBytes() >> 20) + "m");
    options.setString("state.backend.type", what.store().rocksDb() ? "rocksdb" : "hashmap");
    if (what.store() != Case.Store.NONE) {
      options.setString("execution.checkpointing.interval", settings.checkpointMs() + "ms");
      options.setString("execution.checkpointing.incremental", "true");
      options.setString("execution.checkpointing.dir", settings.directory().toUri().toString());
      options.setString("state.backend.rocksdb.localdir", settings.directory().toString());
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(round.prepared().parallelism(), options);
    return environment;
  }
}
