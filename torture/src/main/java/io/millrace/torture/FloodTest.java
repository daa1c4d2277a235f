package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * T10: a source has ten times as much ready as the sink takes, and with RocksDB there is three
 * times as much state as the memory budget; and one process starts its job again and again. Memory
 * stays within what was allowed.
 */
final class FloodTest implements TortureTest {
  private static final int SPLITS = 4;
  private static final int HEAP_MIB = 160;
  private static final int BUDGET_MIB = 16;
  private static final int STATE_MIB = 3 * BUDGET_MIB;
  private static final int BESIDE_MIB = 256;
  private static final int GROWTH_MIB = 32;
  private static final int SINK_PER_SECOND = 5_000;

  /** A heap that is there from the start, so that the process grows by nothing that it may. */
  private static final List<String> FIXED_HEAP =
      List.of("-Xms" + HEAP_MIB + "m", "-Xmx" + HEAP_MIB + "m", "-XX:+AlwaysPreTouch");

  @Override
  public String about() {
    return "a source ten times as fast as the sink, and restarts in one process: memory is bounded";
  }

  /** What all jobs together have shown. */
  private static final class Figures {
    private long peakKib;
    private long inFlight;
    private long offered;
    private long written;
    private long stateMib;
    private boolean bounded = true;
    private boolean beyondBudget = true;
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    int seconds = settings.scale(8, 120);
    int restarts = settings.scale(100, 1_000);
    int warmUp = settings.scale(30, 100);
    Figures figures = new Figures();
    for (String backend : settings.backends()) {
      for (int parallelism : settings.parallelisms()) {
        flood(settings, backend, parallelism, seconds, figures);
      }
    }
    Path dir = Files.createDirectories(settings.work().resolve("restarts"));
    restarts(settings, dir, restarts, warmUp);
    long growthKib = Long.parseLong(Files.readString(dir.resolve("growth")));
    List<String> left = Files.readAllLines(dir.resolve("left"));
    left.forEach(System.out::println);
    int allowedMib = HEAP_MIB + BUDGET_MIB + BESIDE_MIB;
    return new Verdict()
        .count("seconds", seconds)
        .count("rssMiB", figures.peakKib >> 10)
        .count("allowedMiB", allowedMib)
        .count("offered", figures.offered)
        .count("written", figures.written)
        .count("inFlight", figures.inFlight)
        .count("budgetMiB", BUDGET_MIB)
        .count("stateMiB", figures.stateMib)
        .count("restarts", restarts)
        .count("growthMiB", growthKib >> 10)
        .require(figures.peakKib <= (long) allowedMib << 10, "memory stays within the bound")
        .require(figures.bounded, "no more is in flight than channels may hold")
        .require(figures.beyondBudget, "there is three times more state than budget")
        .require(growthKib <= (long) GROWTH_MIB << 10, "restarts leave no memory behind")
        .require(left.isEmpty(), "restarts leave no thread, file or native object behind");
  }

  private static void flood(
      Settings settings, String backend, int parallelism, int seconds, Figures figures)
      throws IOException, InterruptedException {
    boolean rocks = backend.equals("rocksdb");
    Path dir = Files.createDirectories(settings.work().resolve(backend + "-" + parallelism));
    // State in memory has to fit into the heap; in RocksDB it must not.
    EventPlan plan =
        new EventPlan(settings.seed(), SPLITS, Long.MAX_VALUE / 16, rocks ? 200_000 : 10_000, 5);
    Arguments arguments =
        Arguments.of()
            .with(plan)
            .with("dir", dir)
            .with("rate", SINK_PER_SECOND)
            .with("seconds", seconds)
            .with("budgetMiB", BUDGET_MIB)
            .with("stateMiB", rocks ? STATE_MIB : 0)
            .with("backend", backend)
            .with("parallelism", parallelism);
    long peakKib = 0;
    try (Child child = Child.start(FloodJob.class, arguments, dir.resolve("log"), FIXED_HEAP)) {
      while (child.alive()) {
        peakKib = Math.max(peakKib, ProcessMemory.peakKib(child.pid()));
        TimeUnit.MILLISECONDS.sleep(20);
      }
      expectSuccess(child, dir);
    }
    List<Long> counts =
        Files.readAllLines(dir.resolve("counts")).stream().map(Long::valueOf).toList();
    long inFlight = counts.get(0);
    long written = counts.get(1);
    long offered = counts.get(2);
    long stateMib = counts.get(3) >> 20;
    System.out.printf(
        "  %s x%d: %d MiB at most, %d offered, %d written, %d in flight at most, %d MiB of state%n",
        backend, parallelism, peakKib >> 10, offered, written, inFlight, stateMib);
    figures.peakKib = Math.max(figures.peakKib, peakKib);
    figures.inFlight = Math.max(figures.inFlight, inFlight);
    figures.offered += offered;
    figures.written += written;
    figures.bounded &= inFlight <= mostInFlight(parallelism);
    if (rocks) {
      figures.stateMib = Math.max(figures.stateMib, stateMib);
      figures.beyondBudget &= stateMib >= STATE_MIB;
    }
  }

  /** A channel from each worker to each, 16 batches in it and one at either end. */
  private static long mostInFlight(int parallelism) {
    long channels = parallelism == 1 ? 1 : (long) parallelism * parallelism;
    return channels * (16 + 2) * 1024;
  }

  private static void restarts(Settings settings, Path dir, int restarts, int warmUp)
      throws IOException, InterruptedException {
    EventPlan plan = new EventPlan(settings.seed(), SPLITS, Long.MAX_VALUE / 16, 2_000, 5);
    Arguments arguments =
        Arguments.of()
            .with(plan)
            .with("dir", dir)
            .with("rate", 500)
            .with("each", 100)
            .with("restarts", restarts)
            .with("warmUp", warmUp)
            .with("budgetMiB", 4)
            .with("parallelism", 2);
    try (Child child = Child.start(RestartsJob.class, arguments, dir.resolve("log"), FIXED_HEAP)) {
      expectSuccess(child, dir);
    }
  }

  private static void expectSuccess(Child child, Path dir) throws InterruptedException {
    int code = child.await(3_600);
    if (code != 0) {
      throw new IllegalStateException("the job failed, see " + dir.resolve("log"));
    }
  }
}
