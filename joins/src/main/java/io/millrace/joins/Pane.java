package io.millrace.joins;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * What a window join keeps for one key and window: the values of both sides, by arrival. One
 * thread.
 */
final class Pane {
  final List<Object> left = new ArrayList<>(2);
  final List<Object> right = new ArrayList<>(2);

  Window window;

  /** It has fired and changes only by late events. */
  boolean fired;

  /**
   * Its first events came so late that a window which ends where it starts is over for them: the
   * two stay apart, whichever came first. Only for windows that merge.
   */
  boolean sealed;

  /** How many values of each side earlier firings have shown. */
  int shownLeft;

  int shownRight;

  /** The largest time of its events. */
  long latestMs = EventTimes.MIN;

  Pane(Window window) {
    this.window = window;
  }

  void add(boolean isLeft, Object value, long timeMs) {
    (isLeft ? left : right).add(value);
    latestMs = Math.max(latestMs, timeMs);
  }

  /**
   * Takes over the content of another pane. The whole counts as not shown: it is another window.
   */
  void absorb(Pane other) {
    sealed = earlier(other) ? other.sealed : sealed;
    left.addAll(other.left);
    right.addAll(other.right);
    latestMs = Math.max(latestMs, other.latestMs);
    shownLeft = 0;
    shownRight = 0;
  }

  private boolean earlier(Pane other) {
    return window instanceof TimeWindow mine
        && other.window instanceof TimeWindow others
        && others.startMs() < mine.startMs();
  }

  /**
   * The time its results have: the window's last millisecond, or for the window without an end its
   * latest event's.
   */
  long resultMs() {
    return window instanceof TimeWindow time ? time.maxTimeMs() : latestMs;
  }
}
