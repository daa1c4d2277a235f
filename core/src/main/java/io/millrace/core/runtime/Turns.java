package io.millrace.core.runtime;

import io.millrace.api.environment.StepOrder;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.core.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Steps the parts of a run, its tasks and what takes its checkpoints, on the caller's thread. */
sealed interface Turns {
  /** Lets some of them work, as far as they do in one go; true if anything was done. */
  boolean step();

  /**
   * Each in turn.
   *
   * @param workers who step the tasks
   * @param coordinator what takes checkpoints
   */
  record Each(List<Worker> workers, @Nullable CheckpointCoordinator coordinator) implements Turns {
    @Override
    public boolean step() {
      boolean progress = false;
      for (int i = 0; i < workers.size(); i++) {
        progress |= workers.get(i).step();
      }
      if (coordinator != null) {
        progress |= coordinator.step();
      }
      return progress;
    }
  }

  /** The one that an order chooses. A part may call back, and so have others stepped meanwhile. */
  final class Chosen implements Turns {
    private final StepOrder order;
    private final List<String> names;
    private final List<BooleanSupplier> parts = new ArrayList<>();
    private final boolean[] within;

    Chosen(List<Worker> workers, @Nullable CheckpointCoordinator coordinator, StepOrder order) {
      this.order = order;
      List<String> all = new ArrayList<>();
      for (Worker worker : workers) {
        for (Task task : worker.tasks()) {
          all.add(task.name());
          parts.add(() -> worker.step(task));
        }
      }
      if (coordinator != null) {
        all.add(StepOrder.CHECKPOINTS);
        parts.add(coordinator::step);
      }
      names = List.copyOf(all);
      within = new boolean[parts.size()];
    }

    @Override
    public boolean step() {
      int next = order.next(names);
      if (next < 0 || next >= within.length) {
        throw new MillraceException(
            ApiError.ARGUMENT_INVALID,
            "the step order chose part " + next + " of " + within.length + "; they count from 0.");
      }
      if (within[next]) {
        return false;
      }
      within[next] = true;
      try {
        return parts.get(next).getAsBoolean();
      } finally {
        within[next] = false;
      }
    }
  }
}
