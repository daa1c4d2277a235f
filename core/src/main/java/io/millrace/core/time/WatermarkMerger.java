package io.millrace.core.time;

import io.millrace.api.time.EventTimes;
import java.util.Arrays;

/**
 * Merges the watermarks of several inputs into the smallest of those that are waited for.
 * Single-threaded.
 *
 * <p>An idle input is not waited for. One that becomes active again behind the merged watermark,
 * which cannot go back, is waited for once it has caught up. When the last input turns idle and it
 * was the one that held the others back, the merged watermark moves to the largest, so that what
 * they are done with comes out. (The rules of Apache Flink's {@code StatusWatermarkValve}.)
 */
public final class WatermarkMerger {
  private final long[] watermarks;
  private final boolean[] idle;
  private final boolean[] waitedFor;
  private int active;
  private long merged = EventTimes.MIN;
  private boolean allIdle;

  /** A merger of that many inputs, all active and without a watermark. */
  public WatermarkMerger(int inputs) {
    watermarks = new long[inputs];
    idle = new boolean[inputs];
    waitedFor = new boolean[inputs];
    Arrays.fill(watermarks, EventTimes.MIN);
    Arrays.fill(waitedFor, true);
    active = inputs;
  }

  /** The merged watermark, {@link EventTimes#MIN} for none yet. Never goes back. */
  public long merged() {
    return merged;
  }

  /** True if no input is waited for. */
  public boolean allIdle() {
    return allIdle;
  }

  /** The watermark of an input. */
  public long of(int input) {
    return watermarks[input];
  }

  /** True if an input is idle. */
  public boolean idle(int input) {
    return idle[input];
  }

  /**
   * An input's watermark has moved; true if the merged one has too. A watermark that goes back is
   * ignored.
   */
  public boolean advance(int input, long watermarkMs) {
    if (idle[input] || watermarkMs <= watermarks[input]) {
      return false;
    }
    watermarks[input] = watermarkMs;
    if (watermarkMs >= merged) {
      waitedFor[input] = true;
    }
    return mergeSmallest();
  }

  /** An input turned idle; true if the merged watermark has moved. */
  public boolean idle(int input, boolean nowIdle) {
    if (idle[input] == nowIdle) {
      return false;
    }
    idle[input] = nowIdle;
    if (!nowIdle) {
      active++;
      allIdle = false;
      waitedFor[input] = watermarks[input] >= merged;
      return false;
    }
    active--;
    waitedFor[input] = false;
    if (active > 0) {
      return mergeSmallest();
    }
    allIdle = true;
    return watermarks[input] == merged && mergeLargest();
  }

  private boolean mergeSmallest() {
    long smallest = EventTimes.MAX;
    boolean any = false;
    for (int i = 0; i < watermarks.length; i++) {
      if (waitedFor[i]) {
        any = true;
        smallest = Math.min(smallest, watermarks[i]);
      }
    }
    return any && moveTo(smallest);
  }

  private boolean mergeLargest() {
    long largest = EventTimes.MIN;
    for (long watermark : watermarks) {
      largest = Math.max(largest, watermark);
    }
    return moveTo(largest);
  }

  private boolean moveTo(long watermarkMs) {
    if (watermarkMs <= merged) {
      return false;
    }
    merged = watermarkMs;
    return true;
  }
}
