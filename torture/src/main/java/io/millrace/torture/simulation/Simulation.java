package io.millrace.torture.simulation;

import io.millrace.api.engine.JobStatus;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.SimulatedCrash;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One job, from its first process to the end of its input, in a world in which the planned things
 * go wrong. One thread; the same seed gives the same run.
 */
public final class Simulation {
  private static final int STEPS_MAX = 400_000;
  private static final int ZOMBIE_STEPS = 3_000;
  private static final int FAULTS = 5;

  /**
   * How a simulation went.
   *
   * @param lost lines that must have come out and did not
   * @param duplicated lines that came out more often
   * @param problems what else is wrong, or an example of the above
   * @param simulatedMs how much time passed
   * @param trace a number over everything that was chosen, done and emitted
   */
  public record Outcome(
      int lost, int duplicated, List<String> problems, long simulatedMs, long trace) {
    /** True if all is as it must be. */
    public boolean good() {
      return lost + duplicated == 0 && problems.isEmpty();
    }
  }

  private final long seed;
  private final World world;
  private final Graph.Maker maker;
  private int steps;
  private int stepsOfLife;
  private int killAt;
  private int savepoints;
  private @Nullable Life zombie;

  private Simulation(long seed, Pairs pairs, boolean tells) {
    this.seed = seed;
    this.world = new World(new SplittableRandom(seed), pairs, tells);
    this.maker = workers -> new Graph(seed, world, workers).pipeline();
  }

  /**
   * Runs one.
   *
   * @param pairs counts what happens where
   * @param tells print what happens
   */
  public static Outcome run(long seed, Pairs pairs, boolean tells) {
    return new Simulation(seed, pairs, tells).run();
  }

  private Outcome run() {
    long before = world.nowMs();
    plan();
    try {
      toTheEnd();
    } catch (RuntimeException | AssertionError e) {
      world.wrong(text(e));
    }
    int lost = 0;
    int duplicated = 0;
    if (world.wrong().isEmpty()) {
      world.files().losePower();
      Graph graph = new Graph(seed, world, 1);
      for (String sink : graph.checks().keySet()) {
        Check.Difference difference = graph.checks().get(sink).get().compare(lines(sink));
        lost += difference.lost();
        duplicated += difference.duplicated();
        if (!difference.none()) {
          world.wrong(sink + ": " + difference);
        }
      }
    }
    return new Outcome(
        lost, duplicated, world.wrong(), world.nowMs() - before, world.trace().value());
  }

  private void toTheEnd() {
    Life life = null;
    while (world.wrong().isEmpty()) {
      life = life == null ? open() : goOn(life);
      if (life != null && life.job().status() == JobStatus.FINISHED) {
        life.checkEnd();
        end();
        return;
      }
    }
  }

  /** The pairs are dealt out in turn, so that each comes as often as the others. */
  private void plan() {
    List<Pairs.Pair> all = Pairs.sensible();
    for (int i = 0; i < FAULTS; i++) {
      Pairs.Pair pair = all.get((int) Math.floorMod(seed * FAULTS + i, (long) all.size()));
      if (pair.step() == Step.ATTEMPT_DELETED) {
        world.plan(new Target(Step.MANIFEST_WRITTEN, FaultKind.DISK_FULL, 1, false));
      } else if (pair.step() == Step.LEFTOVER_DELETED) {
        world.plan(new Target(Step.MANIFEST_FORCED, FaultKind.CRASH, 1, true));
      }
      int times = pair.step().opening() ? 1 : 1 + world.choose(3);
      world.plan(new Target(pair.step(), pair.fault(), times, false));
    }
  }

  private @Nullable Life open() {
    Target next = world.next();
    stepsOfLife = 0;
    killAt = 50 + world.choose(400);
    Life opening = new Life(world, maker);
    try {
      opening.open(false);
    } catch (MillraceException e) {
      failed(opening, e);
    } catch (SimulatedCrash e) {
      world.tell(() -> String.valueOf(e.getMessage()));
    }
    if (world.files().dead()) {
      crashed("in " + opening);
    }
    Life life = world.owner(); // Another one, if that one was taken over while it opened.
    if (life == null || !life.isOpen()) {
      return null;
    }
    zombie = !opening.equals(life) && opening.isOpen() ? opening : null;
    Step step = next != null && next.equals(world.next()) ? next.step() : Step.FIRST_STEP;
    if (step.opening() && step != Step.FIRST_STEP && life.restored()) {
      world.drop(); // It was not met on the way, and would not be the next time.
    }
    return life;
  }

  /** Lets somebody take a step; gives who owns the job then, null if nobody does. */
  private @Nullable Life goOn(Life life) {
    if (++steps > STEPS_MAX) {
      world.wrong("stuck after " + steps + " steps");
    }
    Life other = zombie;
    boolean otherSteps = other != null && world.choose(2) == 0;
    Life who = otherSteps && other != null ? other : life;
    step(who);
    if (world.files().dead()) {
      crashed("in " + who);
      return null;
    }
    if (otherSteps) {
      zombie = who.job().status().over() ? null : who;
      return life;
    }
    Life owner = world.owner();
    if (owner != null && !owner.equals(life)) {
      zombie = life.job().status().over() ? null : life;
      return owner;
    }
    if (life.job().status().over() && life.job().status() != JobStatus.FINISHED) {
      zombie = null;
      world.owner(other);
      return other; // It may be the owner after all; if not, it finds out.
    }
    return mustDie(life) ? null : life;
  }

  private void step(Life who) {
    try {
      if (who.job().status() == JobStatus.RESTARTING) {
        who.startsAgain();
      }
      who.step();
      if (world.choose(500) == 0 && !world.files().dead()) {
        who.savepoint("sp-" + ++savepoints);
      }
      if (steps % 64 == 0 && who.job().status() == JobStatus.RUNNING) {
        who.check();
      }
    } catch (MillraceException e) {
      failed(who, e);
    }
  }

  /** What can happen to a process that goes on needs one that has ended before. */
  private boolean mustDie(Life life) {
    Target next = world.next();
    boolean due = next != null && next.step().opening() && ++stepsOfLife > killAt;
    if (due && life.job().lastCheckpoint() != null) {
      crashed("killed");
      return true;
    }
    return false;
  }

  private void crashed(String how) {
    world.tell(() -> "crash: " + how);
    Target last = world.last();
    world.afterCrash(last != null && last.keepsDisk());
    world.owner(null);
    zombie = null;
  }

  /** The owner is done; who was taken over may try on for a while. */
  private void end() {
    for (int i = 0; i < ZOMBIE_STEPS && zombie != null; i++) {
      step(zombie);
      zombie = zombie.job().status().over() ? null : zombie;
    }
  }

  private void failed(@Nullable Life life, MillraceException e) {
    if (world.files().dead()) {
      return; // Whatever it says of its death, nobody hears it.
    }
    world.tell(() -> life + " failed: " + e);
    if (life == null || life.disturbances().isEmpty()) {
      world.wrong(life + " failed without a reason: " + text(e));
    } else if (!(e.code() instanceof ApiError known) || !life.fits(known)) {
      world.wrong(life + " failed after " + life.disturbances() + " with " + text(e));
    }
  }

  private static String text(Throwable e) {
    StringWriter text = new StringWriter();
    e.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  private List<String> lines(String sink) {
    if (!Graph.toFiles(sink)) {
      return world.ledger().lines(sink);
    }
    List<String> lines = new ArrayList<>();
    try {
      for (Path file : world.files().list(Graph.directory(sink))) {
        if (!file.toString().endsWith(".tmp")) {
          try (InputStream in = world.files().read(file, 0)) {
            lines.addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
          }
        }
      }
    } catch (IOException e) {
      world.wrong(sink + " cannot be read: " + e);
    }
    return lines;
  }
}
