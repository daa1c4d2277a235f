package io.millrace.api.operator;

import io.millrace.api.time.EventTimes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to {@link #CAPACITY} events in columns: values and event times, and after a {@code keyBy} the
 * slots of their keys. All come from one split; the header says which, from where to where, and
 * what the split's watermark was. Marks such as watermarks travel between batches, so no event is
 * ever tested for being something else.
 *
 * <ul>
 *   <li><b>Threads:</b> one; the owner hands it over and does not touch it until it is given back.
 *   <li><b>Ownership:</b> the operator it is passed to may read and change it during the call, and
 *       must not keep it. The arrays are the columns themselves; only the first {@link #size()}
 *       places count.
 *   <li><b>Cost:</b> allocated once, reused for ever. Columns that are rarely needed (watermark and
 *       offset of each event) are made only when first needed.
 * </ul>
 *
 * @param <T> the type of the values
 */
public final class Batch<T> {
  /** The most events in a batch. */
  public static final int CAPACITY = 1024;

  private final Object[] values = new Object[CAPACITY];
  private final long[] times = new long[CAPACITY];
  private long @Nullable [] watermarks;
  private long @Nullable [] offsets;
  private int @Nullable [] slots;
  private boolean watermarkEach;
  private boolean offsetEach;
  private int size;
  private int split;
  private long firstOffset;
  private long minTime = EventTimes.MAX;
  private long maxTime = EventTimes.MIN;
  private long watermark = EventTimes.MIN;

  /** The number of events. */
  public int size() {
    return size;
  }

  /** Sets the number of events; for whoever fills the columns. */
  public void size(int newSize) {
    size = newSize;
  }

  /** The column of values. */
  public Object[] values() {
    return values;
  }

  /** The value at a place. */
  @SuppressWarnings("unchecked")
  public T value(int place) {
    return (T) values[place];
  }

  /** The column of event times in milliseconds; {@link EventTimes#MIN} where there is none. */
  public long[] times() {
    return times;
  }

  /** The column of slots, filled by the engine for keyed operators. */
  public int[] slots() {
    if (slots == null) {
      slots = new int[CAPACITY];
    }
    return slots;
  }

  /** The split the events come from; a number within the job. */
  public int split() {
    return split;
  }

  /** The smallest event time, or a lower bound of it. */
  public long minTime() {
    return minTime;
  }

  /** The largest event time, or an upper bound of it. */
  public long maxTime() {
    return maxTime;
  }

  /** Sets the bounds of the event times. */
  public void timeBounds(long min, long max) {
    minTime = min;
    maxTime = max;
  }

  /** The split's watermark after the last event: no event of the batch has a larger one. */
  public long watermark() {
    return watermark;
  }

  /** The split's own watermark just before an event was read: what decides whether it is late. */
  public long watermarkAt(int place) {
    return watermarkEach && watermarks != null ? watermarks[place] : watermark;
  }

  /**
   * True if events differ in {@link #watermarkAt}; else it is {@link #watermark()} for all that
   * matters: either it was so for each, or no event is at or before it or in the millisecond after.
   */
  public boolean watermarkEach() {
    return watermarkEach;
  }

  /** The position of an event in its split. */
  public long offsetAt(int place) {
    return offsetEach && offsets != null ? offsets[place] : firstOffset + place;
  }

  /** Empties the batch and sets its header. */
  public void reset(int newSplit, long newFirstOffset, long newWatermark) {
    size = 0;
    split = newSplit;
    firstOffset = newFirstOffset;
    watermark = newWatermark;
    watermarkEach = false;
    offsetEach = false;
    minTime = EventTimes.MAX;
    maxTime = EventTimes.MIN;
  }

  /** Sets the split's watermark after the last event. */
  public void watermark(long newWatermark) {
    watermark = newWatermark;
  }

  /** Gives each event a watermark of its own: the column to fill. */
  public long[] eachWatermark() {
    if (watermarks == null) {
      watermarks = new long[CAPACITY];
    }
    watermarkEach = true;
    return watermarks;
  }

  /** Gives each event an offset of its own: the column to fill. */
  public long[] eachOffset() {
    if (offsets == null) {
      offsets = new long[CAPACITY];
    }
    offsetEach = true;
    return offsets;
  }

  /** Takes header and empty columns from another batch. */
  public void resetLike(Batch<?> other) {
    reset(other.split, other.firstOffset, other.watermark);
  }

  /** Appends an event of another batch with another value: watermark and offset come along. */
  public void append(Object value, long timeMs, Batch<?> from, int place) {
    int at = size;
    values[at] = value;
    times[at] = timeMs;
    if (timeMs < minTime) {
      minTime = timeMs;
    }
    if (timeMs > maxTime) {
      maxTime = timeMs;
    }
    if (from.watermarkEach) {
      eachWatermark()[at] = from.watermarkAt(place);
    }
    eachOffset()[at] = from.offsetAt(place);
    size = at + 1;
  }

  /** Appends an event that has no time yet; the header says the rest. */
  public void append(Object value) {
    int at = size;
    values[at] = value;
    times[at] = EventTimes.MIN;
    minTime = EventTimes.MIN;
    size = at + 1;
  }

  /** Appends events that have no time yet, those at {@code [from, to)}. */
  public void append(Object[] from, int start, int end) {
    int at = size;
    int count = end - start;
    System.arraycopy(from, start, values, at, count);
    Arrays.fill(times, at, at + count, EventTimes.MIN);
    minTime = EventTimes.MIN;
    size = at + count;
  }

  /** Appends an event; the header says the rest. */
  public void append(Object value, long timeMs) {
    int at = size;
    values[at] = value;
    times[at] = timeMs;
    if (timeMs < minTime) {
      minTime = timeMs;
    }
    if (timeMs > maxTime) {
      maxTime = timeMs;
    }
    size = at + 1;
  }

  /**
   * Keeps the events at the given places, which ascend, and drops the others. Slots are not kept.
   */
  public void keep(int[] places, int count) {
    if (count == size) {
      return;
    }
    if (!offsetEach) {
      long[] column = eachOffset();
      for (int i = 0; i < count; i++) {
        column[i] = firstOffset + places[i];
      }
    } else if (offsets != null) {
      for (int i = 0; i < count; i++) {
        offsets[i] = offsets[places[i]];
      }
    }
    for (int i = 0; i < count; i++) {
      int place = places[i];
      values[i] = values[place];
      times[i] = times[place];
    }
    if (watermarkEach && watermarks != null) {
      for (int i = 0; i < count; i++) {
        watermarks[i] = watermarks[places[i]];
      }
    }
    size = count;
  }

  /** Becomes a copy of another batch, slots apart. */
  public void copyOf(Batch<? extends T> other) {
    resetLike(other);
    int n = other.size;
    System.arraycopy(other.values, 0, values, 0, n);
    System.arraycopy(other.times, 0, times, 0, n);
    if (other.watermarkEach && other.watermarks != null) {
      System.arraycopy(other.watermarks, 0, eachWatermark(), 0, n);
    }
    if (other.offsetEach && other.offsets != null) {
      System.arraycopy(other.offsets, 0, eachOffset(), 0, n);
    }
    size = n;
    minTime = other.minTime;
    maxTime = other.maxTime;
  }

  /** Lets go of the values, so that the garbage collector may have them. */
  public void forget() {
    Arrays.fill(values, 0, size, null);
    size = 0;
  }
}
