package io.millrace.torture;

import io.millrace.api.engine.CheckpointReport;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint every ten seconds costs a job with a million keys, all of which change between
 * two checkpoints: phases with one and phases without take turns in one process.
 *
 * <p>The loss is what a phase with a checkpoint took longer than as many events took in the phase
 * before it, as a share of ten seconds; the median of all rounds. Judged is the worker's processor
 * time, and the clock as well if the worker had a processor to itself. The pause is the longest
 * processor time from one batch to the next in phases with a checkpoint, snapshot and copies
 * included; the same by the clock, which also shows the collector and other processes, is printed.
 */
final class CostTest implements TortureTest {
  private static final double INTERVAL_NANOS = 10e9;

  /** The share of time in which a worker runs if nobody else wants its processor. */
  private static final double ALONE = 0.97;

  @Override
  public String about() {
    return "throughput and pauses with a checkpoint every 10 s and 1 M keys";
  }

  /** A phase without a checkpoint and the one with a checkpoint that came after it. */
  private record Round(CostPhase without, CostPhase with) {
    /** What the checkpoint cost, in percent of ten seconds. */
    double loss(ToDoubleFunction<CostPhase> time) {
      double expected = time.applyAsDouble(without) / without.events() * with.events();
      return 100 * (time.applyAsDouble(with) - expected) / INTERVAL_NANOS;
    }

    boolean alone() {
      return without.cpuNanos() >= ALONE * without.wallNanos();
    }
  }

  /** What one job has shown. */
  private record Figures(
      double cpuLoss,
      double wallLoss,
      boolean alone,
      double pauseMs,
      int checkpoints,
      long wrong) {}

  @Override
  public Verdict run(Settings settings) throws Exception {
    double lossMax = settings.full() ? 5 : 15;
    double pauseMax = settings.full() ? 5 : 25;
    List<Figures> all = new ArrayList<>();
    for (String backend : settings.backends()) {
      for (CostJob.Kind kind : CostJob.Kind.values()) {
        all.add(measure(settings, backend, kind));
      }
    }
    double cpu = all.stream().mapToDouble(Figures::cpuLoss).max().orElseThrow();
    double pause = all.stream().mapToDouble(Figures::pauseMs).max().orElseThrow();
    boolean alone = all.stream().allMatch(Figures::alone);
    double wall = all.stream().mapToDouble(Figures::wallLoss).max().orElseThrow();
    long wrong = all.stream().mapToLong(Figures::wrong).sum();
    return new Verdict()
        .count("backend", String.join("+", settings.backends()))
        .count("lossPercent", text(cpu))
        .count("wallLossPercent", text(wall) + (alone ? "" : "(shared)"))
        .count("longestPauseMs", text(pause))
        .count("checkpoints", all.stream().mapToInt(Figures::checkpoints).sum())
        .count("wrong", wrong)
        .require(wrong == 0, "every key has its sum, in the end and in the last checkpoint")
        .require(cpu <= lossMax, "at most " + lossMax + " % of the worker's time are lost")
        .require(!alone || wall <= lossMax, "at most " + lossMax + " % of throughput are lost")
        .require(pause <= pauseMax, "no pause is longer than " + pauseMax + " ms");
  }

  private static Figures measure(Settings settings, String backend, CostJob.Kind kind)
      throws Exception {
    Path dir = settings.work().resolve(backend + "-" + kind);
    int rounds = settings.scale(3, 7);
    List<Round> measured = new ArrayList<>();
    CheckpointReport last;
    long wrong;
    try (CostJob job = CostJob.start(settings.seed(), kind, backend, dir.resolve("checkpoints"))) {
      job.phase(4L * CostSource.KEYS); // all keys are made, and the code is compiled
      job.phaseWithCheckpoint(4L * CostSource.KEYS);
      CostPhase warm = job.phase(4L * CostSource.KEYS);
      long events = Math.round(settings.scale(1, 10) * 1e9 / warm.cpuNanos() * warm.events());
      for (int round = 0; round < rounds; round++) {
        Round next = new Round(job.phase(events), job.phaseWithCheckpoint(events));
        measured.add(next);
        print(backend, kind, round, next, job.lastCheckpoint());
      }
      last = job.lastCheckpoint();
      wrong = job.wrongInTheEnd();
    }
    if (last == null) {
      throw new IllegalStateException("no checkpoint was completed");
    }
    try (CostJob job =
        CostJob.restored(settings.seed(), kind, backend, last.path(), dir.resolve("restored"))) {
      wrong += job.wrongInTheEnd();
    }
    Torture.delete(dir);
    return new Figures(
        median(measured, round -> round.loss(CostPhase::cpuNanos)),
        median(measured, round -> round.loss(CostPhase::wallNanos)),
        measured.stream().allMatch(Round::alone),
        measured.stream().mapToDouble(round -> round.with().longestCpuMs()).max().orElseThrow(),
        rounds,
        wrong);
  }

  private static void print(
      String backend,
      CostJob.Kind kind,
      int round,
      Round measured,
      @Nullable CheckpointReport checkpoint) {
    CostPhase without = measured.without();
    CostPhase with = measured.with();
    System.out.printf(
        Locale.ROOT,
        "  %s %s %d: %.2f M events/s of processor time, %.2f by the clock, load %.1f; checkpoint of"
            + " %d MiB in %d ms%n    loss %.2f %% (clock %.2f %%); longest pause %.2f ms with, %.2f"
            + " ms without; by the clock %.2f and %.2f, p99.9 %.2f and %.2f%n",
        backend,
        kind,
        round,
        without.events() / without.cpuNanos() * 1e3,
        without.events() / without.wallNanos() * 1e3,
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        checkpoint == null ? 0 : checkpoint.bytes() >> 20,
        checkpoint == null ? 0 : checkpoint.durationMs(),
        measured.loss(CostPhase::cpuNanos),
        measured.loss(CostPhase::wallNanos),
        with.longestCpuMs(),
        without.longestCpuMs(),
        with.longestWallMs(),
        without.longestWallMs(),
        with.wallMs(0.999),
        without.wallMs(0.999));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String text(double figure) {
    return String.format(Locale.ROOT, "%.2f", figure);
  }
}
