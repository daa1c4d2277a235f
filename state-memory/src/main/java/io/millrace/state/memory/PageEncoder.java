package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;

/**
 * Writes pages down compactly. Numbers: the places, then the values less their minimum, each in as
 * few bytes as the widest needs, low bytes that are zero in all of them left out (fractions that
 * are whole numbers have many). Objects: the places, the length of each, then each as its codec
 * writes it. An empty page takes no bytes. One thread; keeps its buffers.
 */
final class PageEncoder {
  private final Positions places = new Positions();
  private final long[] numbers = new long[Pages.SIZE];
  private final int[] lengths = new int[Pages.SIZE];
  private final DataWriter head = DataWriter.withCapacity(1 << 12);
  private final DataWriter body = DataWriter.withCapacity(1 << 12);

  /** Appends a page of longs. */
  void longs(long[] page, DataWriter out) {
    places.clear();
    for (int i = 0; i < page.length; i++) {
      if (page[i] != 0) {
        places.add(i);
      }
    }
    System.arraycopy(page, 0, numbers, 0, page.length);
    numbers(out);
  }

  /** Appends a page of doubles, as their bits. */
  void doubles(double[] page, DataWriter out) {
    places.clear();
    for (int i = 0; i < page.length; i++) {
      numbers[i] = Double.doubleToRawLongBits(page[i]);
      if (numbers[i] != 0) {
        places.add(i);
      }
    }
    numbers(out);
  }

  /** Appends a page of objects that never change. */
  <T> void objects(Object[] page, Codec<T> codec, DataWriter out) {
    objects(
        (place, to) -> {
          @SuppressWarnings("unchecked") // the column's spec says that its codec fits
          T value = (T) page[place];
          if (value != null) {
            codec.write(value, to);
          }
          return value != null;
        },
        out);
  }

  /** Appends a page of objects that may change in place. */
  void objects(ShownObjects page, DataWriter out) {
    objects(page::write, out);
  }

  /** Gives the objects of a page. */
  private interface Values {
    /** Appends what is at a place; false if there is nothing. */
    boolean write(int place, DataWriter out);
  }

  private void objects(Values values, DataWriter out) {
    places.clear();
    head.reset();
    body.reset();
    for (int i = 0; i < Pages.SIZE; i++) {
      int start = body.size();
      if (values.write(i, body)) {
        lengths[places.count()] = body.size() - start;
        places.add(i);
      }
    }
    if (places.count() > 0) {
      places.write(head);
      for (int i = 0; i < places.count(); i++) {
        head.writeLength(lengths[i]);
      }
    }
    out.writeRaw(head);
    out.writeRaw(body);
  }

  private void numbers(DataWriter out) {
    if (places.count() == 0) {
      return;
    }
    int shift = commonShift();
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (int i = 0; i < places.count(); i++) {
      long number = numbers[places.place(i)] >> shift;
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
    int width = width(Math.min(min, 0), Math.max(max, 0));
    if ((places.span() - places.count()) * width < places.bytesScattered()) {
      min = places.span() == places.count() ? min : Math.min(min, 0);
      max = places.span() == places.count() ? max : Math.max(max, 0);
      places.fill();
    }
    width = width(min, max);
    places.write(out);
    out.writeByte(shift);
    out.writeByte(width);
    out.writeLong(min);
    for (int i = 0; i < places.count(); i++) {
      fixed((numbers[places.place(i)] >> shift) - min, width, out);
    }
  }

  /** The bits, in whole bytes, that are zero at the low end of every value. */
  private int commonShift() {
    long any = 0;
    for (int i = 0; i < places.count(); i++) {
      any |= numbers[places.place(i)];
    }
    return any == 0 ? 0 : Long.numberOfTrailingZeros(any) & ~7;
  }

  /** Bytes that hold {@code max - min} as an unsigned number. */
  private static int width(long min, long max) {
    return (Long.SIZE - Long.numberOfLeadingZeros(max - min) + 7) / Byte.SIZE;
  }

  private static void fixed(long value, int width, DataWriter out) {
    if (width == Long.BYTES) {
      out.writeFixedLong(value);
    } else if (width == Integer.BYTES) {
      out.writeFixedInt((int) value);
    } else {
      for (int shift = (width - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
        out.writeByte((int) (value >>> shift));
      }
    }
  }
}
