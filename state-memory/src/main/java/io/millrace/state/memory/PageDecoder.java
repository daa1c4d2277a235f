package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.codec.DataReader;

/**
 * Reads what {@link PageEncoder} wrote. Trusts nothing: memory is bounded by a page and by the
 * bytes given. One thread; keeps its buffers, so a page is valid until the next is read.
 */
final class PageDecoder {
  private final Positions places = new Positions();
  private final long[] numbers = new long[Pages.SIZE];
  private final int[] starts = new int[Pages.SIZE + 1];
  private final DataReader in = DataReader.of(new byte[0]);
  private final DataReader value = DataReader.of(new byte[0]);
  private byte[] bytes = new byte[0];

  /** Reads a page of longs, or of the bits of doubles. */
  void numbers(byte[] block) {
    in.reset(block, 0, block.length);
    places.read(in);
    int shift = in.readByte();
    int width = in.readByte();
    if (shift < 0 || shift >= Long.SIZE || width < 0 || width > Long.BYTES) {
      throw in.corrupt("numbers of " + width + " bytes, shifted by " + shift + " bits");
    }
    long min = in.readLong();
    for (int i = 0; i < places.count(); i++) {
      numbers[i] = (fixed(width) + min) << shift;
    }
    in.expectEnd();
  }

  /** Reads a page of objects; the values themselves are left encoded. */
  void objects(byte[] block) {
    bytes = block;
    in.reset(block, 0, block.length);
    places.read(in);
    long end = 0;
    for (int i = 0; i < places.count(); i++) {
      starts[i] = (int) end;
      end += in.readLength(1);
      if (end > block.length) {
        throw in.corrupt("values of more than " + end + " bytes in a page of " + block.length);
      }
    }
    if (end != in.remaining()) {
      throw in.corrupt("values of " + end + " bytes, but " + in.remaining() + " are left");
    }
    starts[places.count()] = (int) end;
  }

  /** How many values the page holds. */
  int count() {
    return places.count();
  }

  /** The place of a value within the page. */
  int place(int i) {
    return places.place(i);
  }

  /** A long. */
  long number(int i) {
    return numbers[i];
  }

  /** A reader over exactly one object; valid until the next is asked for. */
  DataReader object(int i) {
    int values = bytes.length - starts[places.count()];
    value.reset(bytes, values + starts[i], starts[i + 1] - starts[i]);
    return value;
  }

  private long fixed(int width) {
    if (width == Long.BYTES) {
      return in.readFixedLong();
    }
    if (width == Integer.BYTES) {
      return in.readFixedInt() & 0xFFFFFFFFL;
    }
    long number = 0;
    for (int i = 0; i < width; i++) {
      number = number << Byte.SIZE | (in.readByte() & 0xFF);
    }
    return number;
  }
}
