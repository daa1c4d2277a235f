package io.millrace.torture.simulation;

import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.StepOrder;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.report.SplitReport;
import io.millrace.testkit.FileOperation;
import io.millrace.testkit.SeededOrder;
import io.millrace.testkit.SimulatedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that runs the job, from its start or from what another one has left, to its end. */
final class Life implements StepOrder {
  private static final int INNER_STEPS = 30;
  private static final int LONG_SLEEP = 300;

  private final World world;
  private final Graph.Maker maker;
  private final int number;
  private final int workers;
  private final SeededOrder order;
  private final FileSteps steps = new FileSteps(World.CHECKPOINTS);
  private final Map<String, Long> watermarks = new HashMap<>();
  private final List<Target> disturbances = new ArrayList<>();
  private @Nullable Step between = Step.RUNNING;
  private @Nullable Job job;
  private boolean restored;

  Life(World world, Graph.Maker maker) {
    this.world = world;
    this.maker = maker;
    this.number = world.nextProcess();
    this.workers = 1 + world.choose(3);
    this.order = new SeededOrder(world.random(), 20 + world.choose(400));
  }

  /**
   * Opens the job; the process is {@link World#owner} from the first moment.
   *
   * @throws MillraceException if the job cannot be opened
   */
  void open(boolean takesOver) {
    world.owner(this);
    EngineOptions options = options(takesOver);
    world.tell(
        () -> this + " with " + options.parallelism() + " workers, " + options.stateBackend());
    Job opened = world.as(this, () -> Engine.local().options(options).open(maker.make(workers)));
    job = opened;
    world.tell(opened::explain);
    restored = opened.lastCheckpoint() != null;
    if (restored) {
      between = Step.FIRST_STEP;
    }
  }

  private EngineOptions options(boolean takesOver) {
    CheckpointOptions checkpoints =
        CheckpointOptions.into(World.CHECKPOINTS, Duration.ofMillis(20 + world.choose(60)))
            .timeout(World.TIME_OUT)
            .retain(1 + world.choose(2));
    boolean restarts = world.choose(3) == 0;
    return new EngineOptions(
            workers,
            world.backend(),
            1 + world.choose(3),
            1 + world.choose(world.choose(2) == 0 ? 4 : 40),
            16,
            true,
            environment())
        .checkpoints(takesOver ? checkpoints.takeOver() : checkpoints)
        .restart(
            restarts ? RestartPolicy.atMost(2, Duration.ofMinutes(10)) : RestartPolicy.never());
  }

  private SimulatedEnvironment environment() {
    return new SimulatedEnvironment(
        world.time(), world.files(), new ProcessIdentity(number, "here"), this);
  }

  /** Its job has failed and starts again by itself, from a checkpoint, after a while. */
  void startsAgain() {
    world.time().advance(50);
    watermarks.clear();
  }

  boolean isOpen() {
    return job != null;
  }

  /** It goes on from a checkpoint. */
  boolean restored() {
    return restored;
  }

  /** Takes a savepoint, if that works. */
  void savepoint(String name) {
    try {
      world.as(this, () -> job().savepoint(name));
    } catch (MillraceException e) {
      if (e.code() == ApiError.BUG) {
        throw e;
      }
      world.tell(() -> this + ": no savepoint, " + e);
    }
  }

  Job job() {
    Job opened = job;
    if (opened == null) {
      throw new IllegalStateException(this + " is not open");
    }
    return opened;
  }

  /** What has happened to it. */
  List<Target> disturbances() {
    return disturbances;
  }

  void disturbed(@Nullable Target target) {
    if (target != null) {
      disturbances.add(target);
    }
  }

  /** One step, of whoever is next; true if anything was done. */
  boolean step() {
    return world.as(this, () -> job().step());
  }

  @Override
  public int next(List<String> parts) {
    pass();
    world.calls().answer();
    Step at = between;
    if (!world.isInner() && at != null) {
      between = at == Step.FIRST_STEP ? Step.RUNNING : at;
      world.moment(at);
    }
    int next = order.next(parts);
    world.trace().add(next);
    return next;
  }

  /** Time passes, and now and then it jumps. */
  private void pass() {
    if (world.choose(3) == 0) {
      world.time().advance(1);
    } else if (world.choose(3_000) == 0) {
      world.time().advance(1 + world.choose(200_000));
    }
  }

  /* ---- at which step it is ---- */

  @Nullable Step stepOf(FileOperation operation) {
    return steps.at(operation, job == null);
  }

  void failed() {
    steps.failed();
  }

  boolean collecting() {
    return between == Step.REQUESTED || between == Step.BARRIERS_UNDER_WAY;
  }

  void met(Step step) {
    switch (step) {
      case ATTEMPT_CREATED -> between = Step.REQUESTED;
      case SOURCE_SNAPSHOT, OPERATOR_SNAPSHOT, SINK_PREPARE -> between = Step.BARRIERS_UNDER_WAY;
      case DATA_CREATED, DIRECTORY_FORCED -> between = null;
      case PARENT_FORCED -> between = Step.COMPLETED;
      case SINK_COMMITTED, ATTEMPT_DELETED, BEGIN_CHECKED -> between = Step.RUNNING;
      default -> {}
    }
  }

  /* ---- what can happen to it ---- */

  /** Somebody is slow: one task between steps, or whoever is within one. */
  void othersGoOn() {
    if (inStep()) {
      for (int i = 0; i < INNER_STEPS; i++) {
        step();
      }
    } else {
      order.sleepNext(LONG_SLEEP);
    }
  }

  private boolean inStep() {
    Target target = world.last();
    return target != null && !target.step().between();
  }

  /** A second process comes. It is refused unless it insists. */
  void takenOver() {
    Job opened = job;
    if (opened != null && world.choose(4) == 0) {
      mustBeRefused();
    }
    Life second = new Life(world, maker);
    if (opened == null) {
      second.disturbed(world.last()); // Of two who come at once either may be the one who stays.
    }
    try {
      second.open(true);
    } catch (RuntimeException e) {
      world.wrong("a second process could not take over: " + e);
      world.owner(this);
    }
  }

  private void mustBeRefused() {
    try {
      new Life(world, maker).open(false);
      world.wrong("a second process opened the directory of " + this);
    } catch (MillraceException e) {
      if (e.code() != ApiError.CHECKPOINT_LOCKED) {
        world.wrong("a second process was refused with " + e);
      }
    } finally {
      world.owner(this);
    }
  }

  /* ---- what always holds ---- */

  /** Whether it may fail with that, after what was done to it. */
  boolean fits(ApiError code) {
    return switch (code) {
      case CHECKPOINT_FAILED,
          SINK_FAILED,
          SOURCE_FAILED,
          OPERATOR_FAILED,
          RESTARTS_EXHAUSTED,
          TIMED_OUT ->
          true;
      case FENCED, CHECKPOINT_LOCKED -> had(FaultKind.TAKEOVER);
      case CHECKPOINT_CORRUPT -> had(FaultKind.IO_ERROR);
      default -> false;
    };
  }

  private boolean had(FaultKind fault) {
    return disturbances.stream().anyMatch(target -> target.fault() == fault);
  }

  /** At the end nothing is in flight. */
  void checkEnd() {
    check();
    for (OperatorReport operator : job().report().operators()) {
      if (operator.inFlight() != 0) {
        world.wrong(
            this + ": " + operator.inFlight() + " events in flight at the end: " + operator);
      }
    }
  }

  /** Nothing is unaccounted for, and no watermark goes back. */
  void check() {
    for (OperatorReport operator : job().report().operators()) {
      if (operator.unaccounted() != 0) {
        world.wrong(this + ": " + operator.unaccounted() + " events unaccounted for: " + operator);
      }
    }
    for (SplitReport split : job().report().splits()) {
      Long before = watermarks.put(split.source() + split.split(), split.watermarkMs());
      if (before != null && before > split.watermarkMs()) {
        world.wrong(this + ": the watermark of " + split + " went back from " + before);
      }
    }
  }

  @Override
  public String toString() {
    return "process " + number;
  }
}
