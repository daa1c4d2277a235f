package io.millrace.torture.simulation;

import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.testkit.Survival;
import io.millrace.testkit.Trace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Everything around the processes of one simulation: clock, disk, the systems that are asked and
 * written to, and what is to go wrong. All choices are drawn from one random generator, and all of
 * them, whatever is done with files and whatever comes out are in the trace.
 */
final class World {
  static final Path CHECKPOINTS = Path.of("/job/checkpoints");
  static final Duration TIME_OUT = Duration.ofSeconds(5);

  private final SplittableRandom random;
  private final SimulatedTime time = new SimulatedTime(Input.START_MS + 3_600_000);
  private final InMemoryFiles files;
  private final Trace trace = new Trace();
  private final Ledger ledger = new Ledger();
  private final Calls calls;
  private final Deque<Target> targets = new ArrayDeque<>();
  private final Pairs pairs;
  private final List<String> wrong = new ArrayList<>();
  private final boolean tells;
  private final String backend;
  private @Nullable Life current;
  private @Nullable Life owner;
  private @Nullable Target last;
  private int inner;
  private int processes;

  World(SplittableRandom random, Pairs pairs, boolean tells) {
    this.random = random;
    this.pairs = pairs;
    this.tells = tells;
    // The strict one reads only what it has written itself.
    this.backend = random.nextInt(4) == 0 ? "strict" : "memory";
    this.calls = new Calls(random.split());
    this.files = new SimulatedEnvironment(time).files();
    if (random.nextBoolean()) {
      files.strict();
    }
    files.faults(this::at);
  }

  /* ---- what everyone may ask ---- */

  int choose(int bound) {
    int choice = random.nextInt(bound);
    trace.add(choice);
    return choice;
  }

  SplittableRandom random() {
    return random;
  }

  String backend() {
    return backend;
  }

  SimulatedTime time() {
    return time;
  }

  long nowMs() {
    return time.wallMillis();
  }

  InMemoryFiles files() {
    return files;
  }

  Ledger ledger() {
    return ledger;
  }

  Calls calls() {
    return calls;
  }

  Trace trace() {
    return trace;
  }

  /** A line has come out. */
  void emitted(String line) {
    trace.add(line);
  }

  /** Something is not as it must be. */
  void wrong(String what) {
    wrong.add(what);
    tell(() -> "WRONG " + what);
  }

  List<String> wrong() {
    return wrong;
  }

  void tell(java.util.function.Supplier<String> what) {
    if (tells) {
      System.out.println("    " + (nowMs() - Input.START_MS - 3_600_000) + " ms: " + what.get());
    }
  }

  /* ---- who is at work ---- */

  /** The process that owns the job; only to it something happens. */
  void owner(@Nullable Life life) {
    owner = life;
  }

  @Nullable Life owner() {
    return owner;
  }

  int nextProcess() {
    return ++processes;
  }

  /** Something that a process does. */
  interface Work<T> {
    T run();
  }

  /** Does something as that process. */
  <T> T as(Life life, Work<T> work) {
    Life before = current;
    current = life;
    try {
      return work.run();
    } finally {
      current = before;
    }
  }

  /* ---- what is to go wrong ---- */

  void plan(Target target) {
    targets.add(target);
  }

  void drop() {
    targets.remove();
  }

  @Nullable Target next() {
    return targets.peek();
  }

  /** What went wrong last; null for nothing yet. */
  @Nullable Target last() {
    return last;
  }

  /** True while something goes on within something slow. */
  boolean isInner() {
    return inner > 0;
  }

  private @Nullable FaultKind hit(Step step) {
    Life life = current;
    if (life == null) {
      return null;
    }
    trace.add(step.ordinal());
    life.met(step);
    Target target = targets.peek();
    boolean due =
        inner == 0 && life.equals(owner) && target != null && target.step() == step && target.met();
    if (!due || target == null) {
      return null;
    }
    targets.remove();
    last = target;
    pairs.hit(step, target.fault());
    life.disturbed(target);
    trace.add(target.fault().ordinal());
    tell(() -> life + ": " + target);
    return target.fault();
  }

  /** A step at which code of the user's, of a source or of a sink is at work, or nobody. */
  void moment(Step step) {
    FaultKind fault = hit(step);
    if (fault == null) {
      return;
    }
    switch (fault) {
      case CRASH -> throw files.die("at " + step);
      case THROWS -> throw new PlannedFailure(step);
      default -> meanwhile(fault);
    }
  }

  /** The same for steps that belong to a checkpoint; what is done besides one is none. */
  void snapshot(Step step) {
    Life life = current;
    if (life != null && life.collecting()) {
      moment(step);
    }
  }

  private @Nullable Fault at(FileOperation operation) {
    Life life = current;
    trace.add(operation.kind().ordinal());
    trace.add(operation.path().toString());
    Step step = life == null ? null : life.stepOf(operation);
    FaultKind fault = step == null ? null : hit(step);
    if (fault == null || life == null) {
      return null;
    }
    return switch (fault) {
      case CRASH -> Fault.CRASH;
      case IO_ERROR -> {
        life.failed();
        yield Fault.EIO;
      }
      case DISK_FULL -> {
        life.failed();
        yield Fault.ENOSPC;
      }
      default -> {
        meanwhile(fault);
        yield null;
      }
    };
  }

  private void meanwhile(FaultKind fault) {
    Life life = current;
    if (life == null) {
      return;
    }
    inner++;
    try {
      switch (fault) {
        case SLOW -> life.othersGoOn();
        case TIME_OUT -> time.advance(TIME_OUT.toMillis() + 1);
        case TAKEOVER -> life.takenOver();
        default -> throw new IllegalStateException(fault + " is not for here");
      }
    } finally {
      inner--;
    }
  }

  /** All processes are dead: the next one finds what has survived. */
  void afterCrash(boolean keepsDisk) {
    calls.forget();
    int way = choose(4);
    if (keepsDisk || way == 0) {
      files.killProcess();
    } else {
      files.crash(way == 1 ? Survival.nothing() : Survival.random(random.nextLong()));
    }
  }
}
