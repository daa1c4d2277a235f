package io.millrace.api.engine;

import io.millrace.api.environment.Environment;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.report.JobReport;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.stream.Pipeline;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs pipelines in this process. Immutable; one engine may run any number of pipelines, each in a
 * job of its own. The module {@code millrace-core} does the work and is found at run time.
 */
public final class Engine {
  private static final String NAME = "local";

  private final EngineOptions options;

  private Engine(EngineOptions options) {
    this.options = options;
  }

  /** The embedded engine with one worker and state in memory. */
  public static Engine local() {
    return new Engine(EngineOptions.DEFAULT);
  }

  /**
   * The same with that many workers. One worker needs no queue and, with {@link #run}, no thread of
   * its own.
   */
  public Engine parallelism(int workers) {
    return new Engine(options.parallelism(workers));
  }

  /** The same with the state backend of that name. */
  public Engine stateBackend(String name) {
    return new Engine(options.stateBackend(name));
  }

  /** The same with other clocks, threads and files, as tests use. */
  public Engine environment(Environment environment) {
    return new Engine(options.environment(environment));
  }

  /**
   * The same with checkpoints into a directory, one each {@code interval}. A job that is started
   * with the same directory again goes on from the newest.
   */
  public Engine checkpoints(Path directory, Duration interval) {
    return checkpoints(CheckpointOptions.into(directory, interval));
  }

  /** The same with those checkpoints. */
  public Engine checkpoints(CheckpointOptions checkpoints) {
    return new Engine(options.checkpoints(checkpoints));
  }

  /** The same with that restart policy, which needs checkpoints. */
  public Engine restart(RestartPolicy policy) {
    return new Engine(options.restart(policy));
  }

  /** The same with these options. */
  public Engine options(EngineOptions other) {
    return new Engine(other);
  }

  /** The options. */
  public EngineOptions options() {
    return options;
  }

  /** Starts a pipeline on workers of its own. */
  public Job start(Pipeline pipeline) {
    return provider().start(pipeline.plan(), options, EngineProvider.Stepping.WORKERS);
  }

  /** Runs a pipeline to its end; with one worker on the calling thread. */
  public JobReport run(Pipeline pipeline) {
    boolean alone = options.parallelism() == 1;
    EngineProvider.Stepping stepping =
        alone ? EngineProvider.Stepping.CALLER : EngineProvider.Stepping.WORKERS;
    try (Job job = provider().start(pipeline.plan(), options, stepping)) {
      return job.join();
    }
  }

  /** Opens a pipeline that runs only when its job is stepped, all on the calling thread. */
  public Job open(Pipeline pipeline) {
    return open(pipeline.plan());
  }

  /** Opens a plan that runs only when its job is stepped. */
  public Job open(LogicalPlan plan) {
    return provider().start(plan, options, EngineProvider.Stepping.CALLER);
  }

  /**
   * How a pipeline would be carried out: tasks, exchanges and the reason for each, guarantees per
   * sink.
   */
  public String explain(Pipeline pipeline) {
    return provider().explain(pipeline.plan(), options);
  }

  private static EngineProvider provider() {
    return ProviderLoader.named(
        EngineProvider.class, NAME, "Add millrace-core to the class path (at run time is enough).");
  }
}
