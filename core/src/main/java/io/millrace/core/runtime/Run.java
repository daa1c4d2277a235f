package io.millrace.core.runtime;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.environment.StepOrder;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.task.Task;
import io.millrace.core.task.TaskBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of a job: from the start, or from a checkpoint after a failure, until its end, a stop or
 * the next failure.
 */
final class Run {
  private final PhysicalPlan plan;
  private final StateBackend backend;
  private final TaskBuilder builder;
  private final List<Worker> workers;
  private final @Nullable CheckpointCoordinator coordinator;
  private final Turns turns;
  private final AtomicInteger working;
  private final AtomicInteger loops;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile boolean stop;

  /** What makes a run; may be called again after a failure. */
  interface Maker {
    /** A run from the newest checkpoint, or from what the options say if there is none. */
    Run make();
  }

  Run(
      PhysicalPlan plan,
      StateBackend backend,
      TaskBuilder builder,
      List<Worker> workers,
      @Nullable CheckpointCoordinator coordinator,
      @Nullable StepOrder order) {
    this.plan = plan;
    this.backend = backend;
    this.builder = builder;
    this.workers = workers;
    this.coordinator = coordinator;
    this.turns =
        order == null
            ? new Turns.Each(workers, coordinator)
            : new Turns.Chosen(workers, coordinator, order);
    this.working = new AtomicInteger(workers.size());
    this.loops = new AtomicInteger(workers.size() + (coordinator == null ? 0 : 1));
  }

  PhysicalPlan plan() {
    return plan;
  }

  TaskBuilder builder() {
    return builder;
  }

  List<Worker> workers() {
    return workers;
  }

  @Nullable CheckpointCoordinator coordinator() {
    return coordinator;
  }

  /** Steps its parts, for a job that is stepped by its caller. */
  Turns turns() {
    return turns;
  }

  boolean stopping() {
    return stop;
  }

  void stop() {
    stop = true;
    wakeAll();
  }

  void wakeAll() {
    workers.forEach(Worker::wake);
  }

  /** True once all workers are done with their tasks. */
  boolean worked() {
    return working.get() == 0;
  }

  /** A worker is done; true for the last one. */
  boolean workerDone() {
    return working.decrementAndGet() == 0;
  }

  /** A thread of this run ends; true for the last one. */
  boolean loopDone() {
    return loops.decrementAndGet() == 0;
  }

  @Nullable Throwable failure() {
    return failure.get();
  }

  void fail(Throwable cause) {
    // Before anything is allocated: the cause may be that there is no memory left.
    stop = true;
    if (!failure.compareAndSet(null, cause)) {
      Throwable first = failure.get();
      if (first != null && first != cause) {
        first.addSuppressed(cause);
      }
    }
    wakeAll();
  }

  boolean tasksFinished() {
    for (int i = 0; i < workers.size(); i++) {
      if (!workers.get(i).finished()) {
        return false;
      }
    }
    return true;
  }

  void closeTasks(Worker worker) {
    for (Task task : worker.tasks()) {
      try {
        task.close();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  /** Closes what no worker owns: snapshots first, as they read the stores' pages. */
  void closeRest() {
    try {
      if (coordinator != null) {
        coordinator.close(failure());
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
    try {
      backend.close();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }
}
