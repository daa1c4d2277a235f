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
 * <p>An input that has ended is waited for no more, but says nothing about the others: the merged
 * watermark reaches {@link EventTimes#MAX} only when all have ended, however idle some may be until
 * then. Among parts of one stream that watermark is the end of a part; between streams it is a mark
 * like others, see {@link #ofStreams}.
 */
public final class WatermarkMerger {
  private long[] watermarks;
  private boolean[] idle;
  private boolean[] waitedFor;
  private boolean[] ended;
  private final boolean streams;
  private int active;
  private int open;
  private int going;
  private int marked;
  private long merged = EventTimes.MIN;

  /** A merger of that many parts of one stream, all active and without a watermark. */
  public WatermarkMerger(int inputs) {
    this(inputs, false);
  }

  /**
   * A merger of that many streams. Unlike in parts of one stream, of which an idle one will go on
   * after others have ended, the watermark {@link EventTimes#MAX} is a step of time as others are,
   * as in Apache Flink: it is reached when all streams that are not idle have, for whoever says
   * that a stream is idle does not want the others to wait for it. That a stream is over is {@link
   * #end}.
   */
  public static WatermarkMerger ofStreams(int inputs) {
    return new WatermarkMerger(inputs, true);
  }

  private WatermarkMerger(int inputs, boolean streams) {
    this.streams = streams;
    ended = new boolean[inputs];
    watermarks = new long[inputs];
    idle = new boolean[inputs];
    waitedFor = new boolean[inputs];
    Arrays.fill(watermarks, EventTimes.MIN);
    Arrays.fill(waitedFor, true);
    active = inputs;
    open = inputs;
    going = inputs;
  }

  /** The merged watermark, {@link EventTimes#MIN} for none yet. Never goes back. */
  public long merged() {
    return merged;
  }

  /**
   * Makes room for parts that have come up since; they are active and waited for. Does nothing if
   * there are that many.
   */
  public void grow(int inputs) {
    int before = watermarks.length;
    int more = inputs - before;
    if (more <= 0) {
      return;
    }
    watermarks = Arrays.copyOf(watermarks, inputs);
    idle = Arrays.copyOf(idle, inputs);
    waitedFor = Arrays.copyOf(waitedFor, inputs);
    ended = Arrays.copyOf(ended, inputs);
    Arrays.fill(watermarks, before, inputs, EventTimes.MIN);
    Arrays.fill(waitedFor, before, inputs, true);
    active += more;
    open += more;
    going += more;
  }

  /**
   * Goes on from a checkpoint: the merged watermark is what it was. Inputs are waited for until
   * each has said again how it stands; called before anything else.
   */
  public void restore(long mergedMs) {
    merged = mergedMs;
  }

  /** True if every input has a watermark, is idle or has ended. */
  public boolean allKnown() {
    for (int i = 0; i < watermarks.length; i++) {
      if (watermarks[i] == EventTimes.MIN && !idle[i]) {
        return false;
      }
    }
    return true;
  }

  /** True if all inputs that have not ended are idle, and there are such. */
  public boolean allIdle() {
    return active == 0 && open > 0 && !maxDecides();
  }

  /** True if all inputs have ended by {@link #end}. */
  public boolean ended() {
    return going == 0;
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
      marked++;
      return over(input);
    }
    if (idle[input]) {
      return false;
    }
    watermarks[input] = watermarkMs;
    waitedFor[input] = watermarkMs >= merged;
    return mergeSmallest();
  }

  /**
   * Nothing follows from an input; true if the merged watermark has moved. May change {@link
   * #allIdle}.
   */
  public boolean end(int input) {
    if (ended[input]) {
      return false;
    }
    ended[input] = true;
    going--;
    if (watermarks[input] == EventTimes.MAX) {
      marked--;
      return false;
    }
    return over(input);
  }

  private boolean over(int input) {
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
    if (active > 0 || maxDecides()) {
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
    return (any || maxDecides()) && moveTo(smallest);
  }

  /** True if a stream that has come to the last watermark has a say in what the smallest is. */
  private boolean maxDecides() {
    return streams && marked > 0;
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
