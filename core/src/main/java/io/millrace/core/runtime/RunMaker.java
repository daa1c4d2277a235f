package io.millrace.core.runtime;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.core.checkpoint.CheckpointDirectory;
import io.millrace.core.plan.OperatorCatalog;
import io.millrace.core.plan.PhysicalNode;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.task.CheckpointControl;
import io.millrace.core.task.JobContext;
import io.millrace.core.task.Restored;
import io.millrace.core.task.SplitNames;
import io.millrace.core.task.Task;
import io.millrace.core.task.TaskBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the runs of a job: the first, and one after each failure. One thread at a time. */
final class RunMaker implements Run.Maker {
  private final PhysicalPlan plan;
  private final OperatorCatalog catalog;
  private final EngineOptions options;
  private final Environment environment;
  private final @Nullable CheckpointDirectory directory;
  private final CheckpointTally tally;
  private final boolean threaded;
  private boolean first = true;

  RunMaker(
      PhysicalPlan plan,
      OperatorCatalog catalog,
      EngineOptions options,
      Environment environment,
      @Nullable CheckpointDirectory directory,
      CheckpointTally tally,
      boolean threaded) {
    this.plan = plan;
    this.catalog = catalog;
    this.options = options;
    this.environment = environment;
    this.directory = directory;
    this.tally = tally;
    this.threaded = threaded;
  }

  @Override
  public Run make() {
    Path from = from();
    Restored restored = from == null || directory == null ? null : read(directory, from);
    if (first && from != null && restored != null) {
      Manifest manifest = restored.manifest();
      tally.startsFrom(new CheckpointReport(manifest.id(), from, manifest.savepoint(), 0, 0));
    }
    first = false;
    StateBackend backend =
        ProviderLoader.named(
                StateBackendProvider.class,
                options.stateBackend(),
                "Add millrace-state-"
                    + options.stateBackend()
                    + " to the class path, or choose one of those found with"
                    + " Engine.stateBackend(…).")
            .create(
                new BackendContext(
                    environment,
                    plan.name(),
                    options.stateDirectory(),
                    options.stateMemoryBytes()));
    try {
      return make(backend, restored);
    } catch (RuntimeException e) {
      backend.close();
      throw e;
    }
  }

  /** What the options say; after a failure the job's own newest, once there is one. */
  private @Nullable Path from() {
    CheckpointOptions checkpoints = options.checkpoints();
    if (checkpoints == null || directory == null) {
      return null;
    }
    Path own = first ? null : directory.newestOfOwner();
    if (own != null) {
      return own;
    }
    if (checkpoints.start() instanceof CheckpointOptions.Start.From start) {
      return start.path(); // Whatever is newer, or damaged.
    }
    Path newest = directory.newest();
    if (checkpoints.start() instanceof CheckpointOptions.Start.Fresh && first && newest != null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "pipeline '"
              + plan.name()
              + "' is to start from nothing, but "
              + checkpoints.directory()
              + " holds "
              + newest.getFileName()
              + ". Choose an empty directory, or go on from it.");
    }
    return newest;
  }

  private Restored read(CheckpointDirectory checkpoints, Path from) {
    StoredCheckpoint stored = checkpoints.read(from);
    Restored restored = new Restored(stored);
    Set<String> ids =
        plan.nodes().stream().map(PhysicalNode::id).collect(Collectors.toUnmodifiableSet());
    CheckpointOptions settings = options.checkpoints();
    restored.check(ids, options.keyGroups(), settings != null && settings.dropsUnclaimed());
    return restored;
  }

  private Run make(StateBackend backend, @Nullable Restored restored) {
    CheckpointControl control = directory == null ? null : new CheckpointControl();
    JobContext context =
        new JobContext(
            plan.name(),
            options,
            environment,
            backend,
            new SplitNames(),
            control,
            restored,
            directory == null ? 0 : directory.ownerEpoch());
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < (threaded ? options.parallelism() : 1); i++) {
      workers.add(new Worker(environment.threads()));
    }
    TaskBuilder builder =
        new TaskBuilder(plan, catalog, context, subtask -> worker(workers, subtask).wake());
    int tasks = 0;
    try {
      for (TaskBuilder.JobTask task : builder.build()) {
        worker(workers, task.worker()).add(task.task());
        tasks++;
      }
      if (directory != null) {
        directory.checkStillOwned(); // Sinks would throw away what a new owner has prepared.
      }
      workers.forEach(worker -> worker.tasks().forEach(Task::open));
    } catch (RuntimeException e) {
      builder.abandon(e);
      throw e;
    }
    CheckpointCoordinator coordinator =
        control == null ? null : coordinator(control, workers, tasks, restored);
    return new Run(plan, backend, builder, workers, coordinator, environment.stepOrder());
  }

  private @Nullable CheckpointCoordinator coordinator(
      CheckpointControl control, List<Worker> workers, int tasks, @Nullable Restored restored) {
    CheckpointOptions checkpoints = options.checkpoints();
    if (checkpoints == null || directory == null) {
      return null;
    }
    RunFacts facts =
        new RunFacts(
            plan.name(),
            options.stateBackend(),
            options.parallelism(),
            options.keyGroups(),
            tasks,
            restored == null ? 0 : restored.manifest().id());
    return new CheckpointCoordinator(
        directory,
        checkpoints,
        environment,
        control,
        facts,
        tally,
        () -> workers.forEach(Worker::wake));
  }

  /** Who steps a subtask: a worker of its own, or the one that stands for the caller's thread. */
  private static Worker worker(List<Worker> workers, int subtask) {
    return workers.get(Math.min(subtask, workers.size() - 1));
  }
}
