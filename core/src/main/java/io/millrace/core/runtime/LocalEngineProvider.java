package io.millrace.core.runtime;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.EngineProvider;
import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.core.plan.OperatorCatalog;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.plan.PhysicalPlanner;
import io.millrace.core.task.JobContext;
import io.millrace.core.task.SplitNames;
import io.millrace.core.task.TaskBuilder;
import java.util.ArrayList;
import java.util.List;

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
    StateBackend backend =
        ProviderLoader.named(
                StateBackendProvider.class,
                options.stateBackend(),
                "Add millrace-state-"
                    + options.stateBackend()
                    + " to the class path, or choose one of those found with Engine.stateBackend(…).")
            .create(environment);
    try {
      return start(
          physical,
          catalog,
          new JobContext(options, environment, backend, new SplitNames()),
          stepping);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  private static Job start(
      PhysicalPlan plan, OperatorCatalog catalog, JobContext context, Stepping stepping) {
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < context.options().parallelism(); i++) {
      workers.add(new Worker(context.environment().threads()));
    }
    TaskBuilder builder =
        new TaskBuilder(plan, catalog, context, subtask -> workers.get(subtask).wake());
    List<TaskBuilder.JobTask> tasks = builder.build();
    for (TaskBuilder.JobTask task : tasks) {
      workers.get(task.worker()).add(task.task());
    }
    open(tasks);
    boolean threaded = stepping == Stepping.WORKERS;
    LocalJob job =
        new LocalJob(plan, context.environment(), context.backend(), builder, workers, threaded);
    if (threaded) {
      job.startThreads();
    }
    return job;
  }

  /** Opens all tasks, or, if one fails, closes them all. */
  private static void open(List<TaskBuilder.JobTask> tasks) {
    try {
      tasks.forEach(task -> task.task().open());
    } catch (RuntimeException e) {
      for (TaskBuilder.JobTask task : tasks) {
        try {
          task.task().close();
        } catch (RuntimeException also) {
          e.addSuppressed(also);
        }
      }
      throw e;
    }
  }

  @Override
  public String explain(LogicalPlan plan, EngineOptions options) {
    return PhysicalPlanner.plan(plan, options, OperatorCatalog.load()).explain();
  }
}
