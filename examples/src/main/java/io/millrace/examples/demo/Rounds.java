package io.millrace.examples.demo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often the data of a flow is replayed: a number of rounds, or until {@link #finish} is called.
 * Every split plays the same rounds to their end, so that every round has the same answers; and
 * none runs more than a round ahead of the others, as all windows in between would have to stay
 * open. Thread-safe.
 */
final class Rounds {
  /** What a split may do now. */
  enum Turn {
    PLAY,
    WAIT,
    END
  }

  private final Map<String, Long> playing = new HashMap<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private long last;
  private long latestStarted;

  /** Plays at most that many rounds. */
  Rounds(long atMost) {
    last = atMost - 1;
  }

  /** Tells who takes part, before anyone starts. */
  synchronized void join(String split) {
    playing.put(split, -1L);
  }

  /**
   * Asked by a split before it starts a round; {@code again} is run when it is worth asking again.
   */
  synchronized Turn start(String split, long round, Runnable again) {
    if (round > last) {
      playing.remove(split);
      wake();
      return Turn.END;
    }
    playing.put(split, round - 1);
    if (playing.values().stream().anyMatch(played -> played < round - 2)) {
      waiting.add(again);
      return Turn.WAIT;
    }
    latestStarted = Math.max(latestStarted, round);
    wake();
    return Turn.PLAY;
  }

  private void wake() {
    waiting.forEach(Runnable::run);
    waiting.clear();
  }

  /** The rounds that were started by any split are played by all, and no more are started. */
  synchronized void finish() {
    last = Math.min(last, latestStarted);
    wake();
  }

  /** How many rounds were started. */
  synchronized long started() {
    return latestStarted + 1;
  }
}
