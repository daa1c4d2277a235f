package io.millrace.examples.demo;

/**
 * How often the data is replayed: a number of rounds, or until {@link #finish} is called. Every
 * split plays the same rounds to their end, so that every round has the same answers. Thread-safe.
 */
final class Rounds {
  private long last;
  private long latestStarted;

  /** Plays at most that many rounds. */
  Rounds(long atMost) {
    last = atMost - 1;
  }

  /** Asked by a split before it starts a round; false if there is none after those played. */
  synchronized boolean start(long round) {
    if (round > last) {
      return false;
    }
    latestStarted = Math.max(latestStarted, round);
    return true;
  }

  /** The rounds that were started by any split are played by all, and no more are started. */
  synchronized void finish() {
    last = Math.min(last, latestStarted);
  }

  /** How many rounds were started. */
  synchronized long started() {
    return latestStarted + 1;
  }
}
