package io.millrace.torture;

import java.util.SplittableRandom;

/**
 * A day of events in four splits. They are out of order by up to ten minutes, one in ten lies up to
 * fifty minutes behind that, and the last split is silent from ten to one. It comes back with
 * events of half past ten, which are late only because nobody has waited for it.
 *
 * <p>All times are even, so that with a gap of odd length no two sessions only touch.
 *
 * @param seed chooses the events
 * @param perSplit events in each split, fewer in the silent one
 * @param keys how many keys
 */
public record DayPlan(long seed, long perSplit, int keys) {
  static final int SPLITS = 4;

  /** The split that is silent for a while. */
  static final int SILENT = SPLITS - 1;

  /** By how much events may be out of order before they count as late. */
  static final long BOUND_MS = minutes(10);

  private static final long START_MS = 1_700_000_000_000L;
  private static final long DAY_MS = minutes(24 * 60);
  private static final long SILENT_FROM_MS = START_MS + minutes(10 * 60);
  private static final long SILENT_TO_MS = START_MS + minutes(13 * 60);
  private static final int LATE_PERCENT = 10;
  private static final int STRAGGLERS = 100;

  /** One event in so many runs ahead of the others. */
  private static final int FRONT_RUNNERS = 300;

  static long minutes(long minutes) {
    return minutes * 60_000;
  }

  /** All operators know that it is this late before the silent split comes back. */
  static long overtakenMs() {
    return SILENT_FROM_MS + minutes(140);
  }

  /** Within the silence, when the others have not yet come as far as the silent split. */
  static long silentAheadMs() {
    return SILENT_FROM_MS + minutes(5);
  }

  /** Within the silence, when the others have passed the silent split. */
  static long silentBehindMs() {
    return SILENT_FROM_MS + minutes(60);
  }

  /** How many events a split has. */
  long count(int split) {
    return split == SILENT
        ? perSplit - numberAt(SILENT_TO_MS) + silentFrom() + STRAGGLERS
        : perSplit;
  }

  /** How many events there are. */
  long total() {
    return (SPLITS - 1) * perSplit + count(SILENT);
  }

  /** The first event of another split that is not before a time, had all been in order. */
  long numberAt(long timeMs) {
    return (timeMs - START_MS) * perSplit / DAY_MS;
  }

  /** The others go no further before the silent split is back. */
  long gate() {
    return numberAt(SILENT_TO_MS);
  }

  /** How many events the silent split gives before it falls silent. */
  long silentFrom() {
    return numberAt(SILENT_FROM_MS);
  }

  /** How many events the silent split has given once it is back and on time. */
  long silentBack() {
    return silentFrom() + STRAGGLERS + 1;
  }

  /** True for the events that the silent split comes back with. */
  boolean straggler(int split, long number) {
    return split == SILENT && number >= silentFrom() && number < silentBack() - 1;
  }

  /** The event of a split and number. */
  Event at(int split, long number) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number * SPLITS + split);
    long timeMs = timeMs(split, number, random) / 2 * 2;
    return new Event(
        number * SPLITS + split, "key-" + random.nextInt(keys), timeMs, 1 + random.nextInt(1_000));
  }

  private long timeMs(int split, long number, SplittableRandom random) {
    if (straggler(split, number)) {
      return SILENT_FROM_MS + minutes(15) + random.nextLong(minutes(30));
    }
    if (split == SILENT && number == silentBack() - 1) {
      return SILENT_TO_MS;
    }
    long place =
        split == SILENT && number >= silentFrom()
            ? number - silentFrom() - STRAGGLERS + gate()
            : number;
    long timeMs = START_MS + place * DAY_MS / perSplit - lag(split) - disorder(random);
    boolean late = random.nextInt(100) < LATE_PERCENT;
    return late ? timeMs - BOUND_MS - random.nextLong(minutes(50)) : timeMs;
  }

  /** The splits are apart in time, so that one's watermark is not that of another. */
  private static long lag(int split) {
    return split == SILENT ? 0 : split * BOUND_MS;
  }

  /**
   * Few run ahead and set the watermark for a long time: who forgets it has it wrong for as long.
   */
  private static long disorder(SplittableRandom random) {
    long behind = BOUND_MS * 4 / 5 + random.nextLong(BOUND_MS / 5);
    return random.nextInt(FRONT_RUNNERS) == 0 ? 0 : behind;
  }
}
