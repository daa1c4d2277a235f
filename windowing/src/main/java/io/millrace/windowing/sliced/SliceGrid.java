package io.millrace.windowing.sliced;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Duration;
import java.util.List;

/**
 * Numbers the windows and slices of one size, slide and offset. Window {@code k} is {@code [offset
 * + k slide, offset + k slide + size)}. Slices are what lies between two neighbouring edges of
 * windows: one for each slide if the slide divides the size or windows do not overlap, else two.
 * Numbers, unlike times, stay exact at the ends of the range. Immutable.
 */
final class SliceGrid {
  /** Below every window number. */
  static final long NONE = Long.MIN_VALUE;

  /** The slice number of times between windows that leave gaps. */
  static final long GAP = Long.MIN_VALUE;

  private final long sizeMs;
  private final long slideMs;
  private final long offsetMs;
  private final long restMs;
  private final int perSlide;
  private final long perWindow;

  SliceGrid(long sizeMs, long slideMs, long offsetMs) {
    if (sizeMs < 1 || slideMs < 1) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "size and slide of a window must be 1 ms or more, were "
              + sizeMs
              + " ms and "
              + slideMs
              + " ms.");
    }
    this.sizeMs = sizeMs;
    this.slideMs = slideMs;
    this.offsetMs = Math.floorMod(offsetMs, slideMs);
    restMs = sizeMs % slideMs;
    boolean overlapping = sizeMs > slideMs;
    perSlide = overlapping && restMs != 0 ? 2 : 1;
    perWindow = !overlapping ? 1 : perSlide * (sizeMs / slideMs) + (perSlide - 1);
  }

  /** What its numbers depend on. */
  List<CodecSchema.Field> parts() {
    return List.of(part("size", sizeMs), part("slide", slideMs), part("offset", offsetMs));
  }

  private static CodecSchema.Field part(String name, long ms) {
    return CodecSchema.part(name, CodecSchema.leaf(Duration.ofMillis(ms).toString(), 1));
  }

  /** How many slices a window is made of. */
  long slicesPerWindow() {
    return perWindow;
  }

  /** The length of every slice if all are alike and leave no gap, or {@link #NONE}. */
  long regularSlideMs() {
    return perSlide == 1 && sizeMs >= slideMs ? slideMs : NONE;
  }

  /** The last window that starts at or before a time. */
  long windowAt(long timeMs) {
    long k = Math.floorDiv(timeMs, slideMs);
    return Math.floorMod(timeMs, slideMs) < offsetMs ? k - 1 : k;
  }

  /** The slice a time lies in, or {@link #GAP}. */
  long sliceAt(long timeMs) {
    long phase = phase(timeMs);
    if (sizeMs < slideMs && phase >= sizeMs) {
      return GAP;
    }
    long k = windowAt(timeMs);
    return perSlide == 1 ? k : 2 * k + (phase < restMs ? 0 : 1);
  }

  /** The first millisecond of the slice a time lies in. */
  long sliceStart(long timeMs) {
    long phase = phase(timeMs);
    return EventTimes.minus(timeMs, perSlide == 2 && phase >= restMs ? phase - restMs : phase);
  }

  /** One past the last millisecond of the slice a time lies in. */
  long sliceEnd(long timeMs) {
    long phase = phase(timeMs);
    long end = sizeMs < slideMs ? sizeMs : perSlide == 2 && phase < restMs ? restMs : slideMs;
    return EventTimes.plus(timeMs, end - phase);
  }

  /** The first window that a slice is part of. */
  long firstWindowOf(long slice) {
    long lowest = EventTimes.minus(slice, perWindow - 1);
    return perSlide == 1 ? lowest : -Math.floorDiv(-lowest, 2L);
  }

  /** The last window that a slice is part of. */
  long lastWindowOf(long slice) {
    return Math.floorDiv(slice, (long) perSlide);
  }

  /** The first slice of a window. */
  long firstSliceOf(long window) {
    return perSlide * window;
  }

  /** The last slice of a window. */
  long lastSliceOf(long window) {
    return EventTimes.plus(perSlide * window, perWindow - 1);
  }

  /** The start of a window; the lowest time if it lies below the range. */
  long startOf(long window) {
    return at(window, offsetMs);
  }

  /** The end of a window; the highest time if it lies above the range. */
  long endOf(long window) {
    return at(EventTimes.plus(window, sizeMs / slideMs), EventTimes.plus(offsetMs, restMs));
  }

  /**
   * The last window whose time is over at a watermark, or {@link #NONE}; at the end of the stream,
   * above all.
   */
  long dueAt(long watermarkMs) {
    if (watermarkMs == EventTimes.MAX) {
      return Long.MAX_VALUE;
    }
    long end = watermarkMs + 1;
    long start = end - sizeMs;
    return start > end ? NONE : windowAt(start);
  }

  /**
   * The last window that takes nothing any more at a watermark, when late events are allowed for
   * some time.
   */
  long goneAt(long watermarkMs, long allowedMs) {
    return watermarkMs == EventTimes.MAX
        ? Long.MAX_VALUE
        : dueAt(EventTimes.minus(watermarkMs, allowedMs));
  }

  private long phase(long timeMs) {
    long phase = Math.floorMod(timeMs, slideMs) - offsetMs;
    return phase < 0 ? phase + slideMs : phase;
  }

  /**
   * {@code k slide + delta}, where an intermediate result must not leave the range if the result is
   * in it.
   */
  private long at(long k, long deltaMs) {
    return k < 0
        ? EventTimes.plus(slides(k + 1), deltaMs - slideMs)
        : EventTimes.plus(slides(k), deltaMs);
  }

  private long slides(long k) {
    long product = k * slideMs;
    if (Math.multiplyHigh(k, slideMs) != product >> 63) {
      return k < 0 ? EventTimes.MIN : EventTimes.MAX;
    }
    return product;
  }
}
