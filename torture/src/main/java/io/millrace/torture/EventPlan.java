package io.millrace.torture;

import java.util.SplittableRandom;

/**
 * Which events there are: the event of a split and number is the same in every run, so a job that
 * reads again reads the same, and an oracle needs no record of what was sent.
 *
 * @param seed chooses the events
 * @param splits how many splits
 * @param perSplit events in each
 * @param keys how many keys
 * @param latePercent how many of a hundred lie far behind
 */
public record EventPlan(long seed, int splits, long perSplit, int keys, int latePercent) {
  /** By how much events may be out of order before they count as late. */
  static final long BOUND_MS = 500;

  private static final long START_MS = 1_700_000_000_000L;

  /** The event of a split and number. */
  public Event at(int split, long number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number * splits + split);
    long time = START_MS + number * 2 - random.nextLong(BOUND_MS);
    if (random.nextInt(100) < latePercent) {
      time -= 200 + random.nextLong(5_000);
    }
    return new Event(
        number * splits + split, "key-" + random.nextInt(keys), time, 1 + random.nextInt(1_000));
  }

  /** How many events there are. */
  public long total() {
    return perSplit * splits;
  }
}
