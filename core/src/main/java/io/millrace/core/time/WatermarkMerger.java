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
 *
 * <p>An input whose watermark is {@link EventTimes#MAX} has ended. It is waited for no more, but
 * says nothing about the other parts of its stream: the merged watermark reaches the end only when
 * all have ended, however idle some may be until then. Between streams see {@link #ofStreams}.
 */
public final class WatermarkMerger {
  private final long[] watermarks;
  private final boolean[] idle;
  private final boolean[] waitedFor;
  private final boolean endPassesIdle;
  private int active;
  private int open;
  private long merged = EventTimes.MIN;

  /** A merger of that many parts of one stream, all active and without a watermark. */
  public WatermarkMerger(int inputs) {
    this(inputs, false);
  }

  /**
   * A merger of that many streams. Unlike parts of one stream, of which an idle one will go on
   * after others have ended, it reaches the end when all streams that are not idle have, as Apache
   * Flink does: whoever says that a stream is idle does not want the others to wait for it.
   */
  public static WatermarkMerger ofStreams(int inputs) {
    return new WatermarkMerger(inputs, true);
  }

  private WatermarkMerger(int inputs, boolean endPassesIdle) {
    this.endPassesIdle = endPassesIdle;
    watermarks = new long[inputs];
    idle = new boolean[inputs];
    waitedFor = new boolean[inputs];
    Arrays.fill(watermarks, EventTimes.MIN);
    Arrays.fill(waitedFor, true);
    active = inputs;
    open = inputs;
  }

  /** The merged watermark, {@link EventTimes#MIN} for none yet. Never goes back. */
  public long merged() {
    return merged;
  }

  /** True if all inputs that have not ended are idle, and there are such. */
  public boolean allIdle() {
    return active == 0 && open > 0 && !endDecides();
  }

  /** The watermark of an input. */
  public long of(int input) {
    return watermarks[input];
  }

  /** True if an input is idle; one that has ended is not. */
  public boolean idle(int input) {
    return idle[input];
  }

  /**
   * An input's watermark has moved; true if the merged one has too. A watermark that goes back is
   * ignored, and so is one of an idle input, unless it is the end. May change {@link #allIdle}.
   */
  public boolean advance(int input, long watermarkMs) {
    if (watermarkMs <= watermarks[input]) {
      return false;
    }
    if (watermarkMs == EventTimes.MAX) {
      return end(input);
    }
    if (idle[input]) {
      return false;
    }
    watermarks[input] = watermarkMs;
    if (watermarkMs >= merged) {
      waitedFor[input] = true;
    }
    return mergeSmallest();
  }

  private boolean end(int input) {
    long before = watermarks[input];
    boolean wasIdle = idle[input];
    watermarks[input] = EventTimes.MAX;
    idle[input] = false;
    waitedFor[input] = false;
    open--;
    if (!wasIdle) {
      active--;
    }
    if (open == 0) {
      return moveTo(EventTimes.MAX);
    }
    return !wasIdle && left(before);
  }

  /** An input turned idle or active; true if the merged watermark has moved. */
  public boolean idle(int input, boolean nowIdle) {
    if (idle[input] == nowIdle || watermarks[input] == EventTimes.MAX) {
      return false;
    }
    idle[input] = nowIdle;
    if (!nowIdle) {
      active++;
      waitedFor[input] = watermarks[input] >= merged;
      return false;
    }
    active--;
    waitedFor[input] = false;
    return left(watermarks[input]);
  }

  /** An input that was at that watermark is not waited for any more. */
  private boolean left(long watermarkMs) {
    if (active > 0 || endDecides()) {
      return mergeSmallest();
    }
    return watermarkMs == merged && mergeLargest();
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
    return (any || endDecides()) && moveTo(smallest);
  }

  /** True if a stream that has ended still has a say in what the smallest is. */
  private boolean endDecides() {
    return endPassesIdle && open < watermarks.length;
  }

  private boolean mergeLargest() {
    long largest = EventTimes.MIN;
    for (long watermark : watermarks) {
      if (watermark != EventTimes.MAX) {
        largest = Math.max(largest, watermark);
      }
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
