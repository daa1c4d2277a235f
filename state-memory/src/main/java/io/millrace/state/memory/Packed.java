package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page of numbers, few of which are set, as the places and the bits of those. Immutable, so that a
 * snapshot may read it at any time.
 */
final class Packed {
  /** From so many numbers on a page stays as it is: little would be saved. */
  private static final int COUNT_MAX = Pages.SIZE / 2;

  private static final int OVERHEAD = 64;

  private final char[] places;
  private final long[] bits;
  private final long lastWrite;

  private Packed(char[] places, long[] bits, long lastWrite) {
    this.places = places;
    this.bits = bits;
    this.lastWrite = lastWrite;
  }

  /** That page, written last in that epoch; null if it is not worth it. */
  static @Nullable Packed of(long[] page, long lastWrite) {
    int count = 0;
    for (long number : page) {
      count += number == 0 ? 0 : 1;
    }
    if (count > COUNT_MAX) {
      return null;
    }
    char[] places = new char[count];
    long[] bits = new long[count];
    int at = 0;
    for (int i = 0; at < count; i++) {
      if (page[i] != 0) {
        places[at] = (char) i;
        bits[at++] = page[i];
      }
    }
    return new Packed(places, bits, lastWrite);
  }

  /** That page, written last in that epoch; null if it is not worth it. */
  static @Nullable Packed of(double[] page, long lastWrite) {
    int count = 0;
    for (double number : page) {
      count += Double.doubleToRawLongBits(number) == 0 ? 0 : 1;
    }
    if (count > COUNT_MAX) {
      return null;
    }
    char[] places = new char[count];
    long[] bits = new long[count];
    int at = 0;
    for (int i = 0; at < count; i++) {
      long number = Double.doubleToRawLongBits(page[i]);
      if (number != 0) {
        places[at] = (char) i;
        bits[at++] = number;
      }
    }
    return new Packed(places, bits, lastWrite);
  }

  /** The epoch in which the page was last written. */
  long lastWrite() {
    return lastWrite;
  }

  /** The bits at a place within the page. */
  long bitsAt(int place) {
    int at = Arrays.binarySearch(places, (char) place);
    return at < 0 ? 0 : bits[at];
  }

  /** Fills an empty page, or one of bits. */
  void unpack(long[] into) {
    for (int i = 0; i < places.length; i++) {
      into[places[i]] = bits[i];
    }
  }

  /** Fills an empty page. */
  void unpack(double[] into) {
    for (int i = 0; i < places.length; i++) {
      into[places[i]] = Double.longBitsToDouble(bits[i]);
    }
  }

  /** What it takes on the heap, about. */
  long bytes() {
    return OVERHEAD + (long) places.length * (Character.BYTES + Long.BYTES);
  }
}
