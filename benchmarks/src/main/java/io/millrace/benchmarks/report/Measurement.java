package io.millrace.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * An engine at a workload.
 *
 * @param workload the workload
 * @param engine the engine
 * @param parallelism how many workers and splits
 * @param events how many events a round had
 * @param reads which of them the engine was given
 * @param checksum of its results; the same in all rounds, and the loop's by hand
 * @param rounds the rounds that count
 * @param missing why there are none; empty if there are
 */
record Measurement(
    String workload,
    String engine,
    int parallelism,
    long events,
    String reads,
    String checksum,
    List<RoundTimes> rounds,
    String missing) {
  /** By which clock figures are given. */
  enum Clock {
    /** The wall's. */
    WALL,
    /** CPU time of the process: for busy machines. */
    CPU,
    /** CPU time of the one thread that worked, if there was one; else of the process. */
    THREAD;

    long nanos(RoundTimes round) {
      return switch (this) {
        case WALL -> round.wallNanos();
        case CPU -> round.cpuNanos();
        case THREAD -> round.threadNanos() > 0 ? round.threadNanos() : round.cpuNanos();
      };
    }
  }

  static Measurement missing(String workload, String engine, int parallelism, String why) {
    return new Measurement(workload, engine, parallelism, 0, "", "", List.of(), why);
  }

  boolean there() {
    return missing.isEmpty();
  }

  double median(Clock clock) {
    double[] rates = rates(clock::nanos);
    int half = rates.length / 2;
    return rates.length % 2 == 1 ? rates[half] : (rates[half - 1] + rates[half]) / 2;
  }

  double least(Clock clock) {
    return rates(clock::nanos)[0];
  }

  double most(Clock clock) {
    double[] rates = rates(clock::nanos);
    return rates[rates.length - 1];
  }

  /** Events a second in each round, ascending. */
  private double[] rates(ToLongFunction<RoundTimes> nanos) {
    double[] rates =
        rounds.stream()
            .mapToDouble(r -> events * 1e9 / Math.max(1, nanos.applyAsLong(r)))
            .toArray();
    Arrays.sort(rates);
    return rates;
  }

  String notes() {
    return rounds.isEmpty() ? "" : rounds.get(rounds.size() - 1).notes();
  }
}
