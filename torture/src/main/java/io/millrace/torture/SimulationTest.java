package io.millrace.torture;

import io.millrace.torture.simulation.Pairs;
import io.millrace.torture.simulation.Simulation;
import java.util.ArrayList;
import java.util.List;

/**
 * T4: whole jobs in one thread, whose every choice a seed makes, with faults at every step of a
 * checkpoint. What comes out is compared with an oracle; some seeds are run twice, and must do the
 * same.
 */
final class SimulationTest implements TortureTest {
  private static final int REPLAY_EVERY = 50;
  private static final int HITS_AT_FULL_SCALE = 20;

  @Override
  public String about() {
    return "whole jobs in a simulated world, with faults at every step of a checkpoint";
  }

  @Override
  public Verdict run(Settings settings) {
    int seeds = settings.cases(1_000, 10_000);
    boolean one = seeds == 1;
    Pairs pairs = new Pairs();
    List<Long> failed = new ArrayList<>();
    long lost = 0;
    long duplicated = 0;
    long simulatedMs = 0;
    int replayed = 0;
    int same = 0;
    for (int i = 0; i < seeds; i++) {
      long seed = settings.seed() + i;
      Simulation.Outcome outcome = Simulation.run(seed, pairs, one);
      lost += outcome.lost();
      duplicated += outcome.duplicated();
      simulatedMs += outcome.simulatedMs();
      if (i % REPLAY_EVERY == 0) {
        replayed++;
        same += Simulation.run(seed, new Pairs(), false).trace() == outcome.trace() ? 1 : 0;
      }
      if (!outcome.good()) {
        failed.add(seed);
        outcome.problems().forEach(problem -> System.out.println("  " + problem));
        System.out.println("  replay: bin/torture T4 --seed " + seed + " --only 1");
      }
      if (i % 250 == 249) {
        System.out.printf("  %d seeds, %d failed%n", i + 1, failed.size());
      }
    }
    System.out.println(pairs.table());
    int hits = settings.only() > 0 ? 0 : settings.scale(1, HITS_AT_FULL_SCALE);
    return new Verdict()
        .count("seeds", seeds)
        .count("failures", failed.size())
        .count("pairs", Pairs.sensible().size())
        .count("leastHit", pairs.least())
        .count("replayed", replayed)
        .count("sameTrace", same)
        .count("lost", lost)
        .count("duplicated", duplicated)
        .count("simulatedSeconds", simulatedMs / 1_000)
        .require(failed.isEmpty(), "every seed gives what the oracle says, not " + failed)
        .require(same == replayed, "the same seed does the same")
        .require(pairs.least() >= hits, "each fault came at each step at least " + hits + " times");
  }
}
