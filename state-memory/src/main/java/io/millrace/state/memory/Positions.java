package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;

/**
 * Which places of a page are stored, in rising order. Written as a run, as a list of gaps or as
 * bits, whichever is shortest: a page with three values takes a few bytes, a full one three. One
 * thread.
 */
final class Positions {
  private static final int RUN = 0;
  private static final int LIST = 1;
  private static final int BITS = 2;

  private final int[] places = new int[Pages.SIZE];
  private int count;
  private int gapBytes;

  void clear() {
    count = 0;
    gapBytes = 0;
  }

  /** Adds a place higher than all others. */
  void add(int place) {
    int gap = count == 0 ? place : place - places[count - 1] - 1;
    gapBytes += gap < 128 ? 1 : 2;
    places[count++] = place;
  }

  int count() {
    return count;
  }

  int place(int i) {
    return places[i];
  }

  /** How many places lie between the first and the last, both included. */
  int span() {
    return count == 0 ? 0 : places[count - 1] - places[0] + 1;
  }

  /** Takes all places from the first to the last instead. */
  void fill() {
    int first = places[0];
    int span = span();
    for (int i = 0; i < span; i++) {
      places[i] = first + i;
    }
    count = span;
  }

  /** How many bytes {@link #write} takes at most, if the places are no run. */
  int bytesScattered() {
    return 4 + Math.min(gapBytes, bitBytes());
  }

  void write(DataWriter out) {
    if (span() == count) {
      out.writeByte(RUN);
      out.writeLength(count == 0 ? 0 : places[0]);
      out.writeLength(count);
    } else if (gapBytes <= bitBytes()) {
      writeGaps(out);
    } else {
      writeBits(out);
    }
  }

  private int bitBytes() {
    return count == 0 ? 0 : (places[count - 1] >>> 3) - (places[0] >>> 3) + 1;
  }

  private void writeGaps(DataWriter out) {
    out.writeByte(LIST);
    out.writeLength(count);
    int next = 0;
    for (int i = 0; i < count; i++) {
      out.writeLength(places[i] - next);
      next = places[i] + 1;
    }
  }

  private void writeBits(DataWriter out) {
    out.writeByte(BITS);
    int at = places[0] >>> 3;
    out.writeLength(at);
    out.writeLength(bitBytes());
    int bits = 0;
    for (int i = 0; i < count; i++) {
      while (places[i] >>> 3 > at) {
        out.writeByte(bits);
        bits = 0;
        at++;
      }
      bits |= 1 << (places[i] & 7);
    }
    out.writeByte(bits);
  }

  /** Reads what {@link #write} wrote; refuses places outside a page. */
  void read(DataReader in) {
    clear();
    int mode = in.readByte();
    switch (mode) {
      case RUN -> readRun(in);
      case LIST -> readGaps(in);
      case BITS -> readBits(in);
      default -> throw in.corrupt("places of a page are in form " + mode + ", expected 0 to 2");
    }
  }

  private void readRun(DataReader in) {
    int first = in.readLength(0);
    int length = in.readLength(0);
    if (first > Pages.SIZE || length > Pages.SIZE - first) {
      throw in.corrupt(length + " places from " + first + ", a page has " + Pages.SIZE);
    }
    for (int i = 0; i < length; i++) {
      places[i] = first + i;
    }
    count = length;
  }

  private void readGaps(DataReader in) {
    int length = in.readLength(1);
    if (length > Pages.SIZE) {
      throw in.corrupt(length + " places, a page has " + Pages.SIZE);
    }
    int next = 0;
    for (int i = 0; i < length; i++) {
      int gap = in.readLength(0);
      if (gap >= Pages.SIZE - next) {
        throw in.corrupt("a gap of " + gap + " after place " + next + " of a page");
      }
      places[i] = next + gap;
      next += gap + 1;
    }
    count = length;
  }

  private void readBits(DataReader in) {
    int first = in.readLength(0);
    int length = in.readLength(1);
    if (first > Pages.SIZE / Byte.SIZE || length > Pages.SIZE / Byte.SIZE - first) {
      throw in.corrupt(length + " bytes of bits from byte " + first + " of a page");
    }
    for (int at = first; at < first + length; at++) {
      int bits = in.readByte() & 0xFF;
      while (bits != 0) {
        places[count++] = at * Byte.SIZE + Integer.numberOfTrailingZeros(bits);
        bits &= bits - 1;
      }
    }
  }
}
