package io.millrace.core.runtime;

import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.EngineProvider;
import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.core.checkpoint.CheckpointDirectory;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.core.plan.OperatorCatalog;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.plan.PhysicalPlanner;
import org.jspecify.annotations.Nullable;

/** The embedded engine, found under the name {@code local}. */
public final class LocalEngineProvider implements EngineProvider {
  /** For {@code ServiceLoader}. */
  public LocalEngineProvider() {}

  @Override
  public String name() {
    return "local";
  }

  @Override
  public Job start(LogicalPlan plan, EngineOptions options, Stepping stepping) {
    Environment given = options.environment();
    Environment environment = given == null ? SystemEnvironment.create() : given;
    OperatorCatalog catalog = OperatorCatalog.load();
    PhysicalPlan physical = PhysicalPlanner.plan(plan, options, catalog);
    boolean threaded = stepping == Stepping.WORKERS;
    CheckpointTally tally = new CheckpointTally();
    CheckpointOptions checkpoints = options.checkpoints();
    if (checkpoints == null) {
      RunMaker maker = new RunMaker(physical, catalog, options, environment, null, tally, threaded);
      return start(maker, null, options, environment, tally, threaded);
    }
    CheckpointDirectory directory =
        CheckpointDirectory.open(
            environment, checkpoints.directory(), plan.name(), checkpoints.takesOver());
    try {
      Guarantees.log(plan);
      RunMaker maker =
          new RunMaker(physical, catalog, options, environment, directory, tally, threaded);
      return start(maker, directory, options, environment, tally, threaded);
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static Job start(
      RunMaker maker,
      @Nullable CheckpointDirectory directory,
      EngineOptions options,
      Environment environment,
      CheckpointTally tally,
      boolean threaded) {
    Run first = maker.make();
    LocalJob job =
        new LocalJob(environment, directory, options.restart(), maker, first, tally, threaded);
    if (threaded) {
      job.startThreads();
    }
    return job;
  }

  @Override
  public String explain(LogicalPlan plan, EngineOptions options) {
    return PhysicalPlanner.plan(plan, options, OperatorCatalog.load()).explain();
  }
}
