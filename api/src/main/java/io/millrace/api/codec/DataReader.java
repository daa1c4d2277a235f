package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a {@link DataWriter} wrote, from a range of a byte array. Trusts nothing: a length is
 * compared with the bytes left before anything is allocated, so the memory a read takes is bounded
 * by the size of its input.
 *
 * <ul>
 *   <li><b>Ownership:</b> the array is not copied; do not change it while the reader is in use.
 *   <li><b>Threads:</b> one thread.
 *   <li><b>Cost:</b> no allocation but the result; {@link #reset} reuses the reader.
 *   <li><b>Fails:</b> {@code CODEC_CORRUPT} with the offset within the range. The position is then
 *       undefined: reset.
 * </ul>
 */
public final class DataReader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int start;
  private int position;
  private int end;
  private int nesting;

  private DataReader(byte[] bytes) {
    this.bytes = bytes;
    this.end = bytes.length;
  }

  /** Reads all of {@code bytes}. */
  public static DataReader of(byte[] bytes) {
    return new DataReader(bytes);
  }

  /** Reads {@code length} bytes from {@code offset}. */
  public static DataReader of(byte[] bytes, int offset, int length) {
    DataReader reader = new DataReader(bytes);
    reader.reset(bytes, offset, length);
    return reader;
  }

  /** Starts again with {@code length} bytes from {@code offset}. */
  public void reset(byte[] newBytes, int offset, int length) {
    if (offset < 0 || length < 0 || offset > newBytes.length - length) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "range of "
              + length
              + " bytes from "
              + offset
              + " does not lie within "
              + newBytes.length
              + " bytes.");
    }
    bytes = newBytes;
    start = offset;
    position = offset;
    end = offset + length;
    nesting = 0;
  }

  /** The number of bytes read so far. */
  public int offset() {
    return position - start;
  }

  /** The number of bytes left. */
  public int remaining() {
    return end - position;
  }

  /** Checks that every byte was read. */
  public void expectEnd() {
    if (position != end) {
      throw corrupt(remaining() + " bytes are left after the value, expected none");
    }
  }

  /** A signed byte. */
  public byte readByte() {
    require(1);
    return bytes[position++];
  }

  /** One byte that is 0 or 1. */
  public boolean readBoolean() {
    byte value = readByte();
    if ((value & ~1) != 0) {
      throw corrupt("a boolean or flag is " + value + ", expected 0 or 1");
    }
    return value == 1;
  }

  /** Zigzag varint. */
  public int readInt() {
    int value = readUnsigned();
    return (value >>> 1) ^ -(value & 1);
  }

  /** Zigzag varint. */
  public long readLong() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = readByte();
      if (shift == 63 && (next & ~1) != 0) {
        break;
      }
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw corrupt("a whole number has more than 64 bits");
  }

  /**
   * The number of elements that follow, each of which takes at least {@code bytesEach} bytes. A
   * number that cannot fit into the bytes left is refused, so an array of that length can be
   * allocated.
   */
  public int readLength(int bytesEach) {
    int length = readUnsigned();
    requireLength(length, bytesEach);
    return length;
  }

  /** As {@link #readLength}, with a flag in the lowest bit; returns the number as it was read. */
  int readFlaggedLength(int bytesEach) {
    int flagged = readUnsigned();
    requireLength(flagged >>> 1, bytesEach);
    return flagged;
  }

  private void requireLength(int length, int bytesEach) {
    if (length < 0 || (long) length * bytesEach > remaining()) {
      throw corrupt(
          "a length of "
              + Integer.toUnsignedString(length)
              + " elements of at least "
              + bytesEach
              + " bytes, but only "
              + remaining()
              + " bytes are left");
    }
  }

  private int readUnsigned() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte next = readByte();
      if (shift == 28 && (next & ~0xF) != 0) {
        break;
      }
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a whole number has more than 32 bits");
  }

  /** Four bytes, big-endian. */
  public int readFixedInt() {
    require(Integer.BYTES);
    int value = (int) INTS.get(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  /** Eight bytes, big-endian. */
  public long readFixedLong() {
    require(Long.BYTES);
    long value = (long) LONGS.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  /** Eight bytes. */
  public double readDouble() {
    return Double.longBitsToDouble(readFixedLong());
  }

  /** A string. */
  public String readUtf8() {
    int length = readLength(1);
    int from = position;
    position += length;
    for (int i = from; i < position; i++) {
      if (bytes[i] < 0) {
        return decode(from, position);
      }
    }
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  private String decode(int from, int to) {
    char[] chars = new char[to - from];
    int length = Utf8.decode(bytes, from, to, chars);
    if (length < 0) {
      throw corrupt("a string of " + (to - from) + " bytes is not UTF-8");
    }
    return new String(chars, 0, length);
  }

  /** A byte array, copied. */
  public byte[] readBytes() {
    int length = readLength(1);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** The next {@code length} bytes, copied; they were written without a length. */
  public byte[] readRaw(int length) {
    require(length);
    position += length;
    return Arrays.copyOfRange(bytes, position - length, position);
  }

  /** Skips {@code count} bytes and returns the position of the first, for {@link #bit}. */
  int skip(int count) {
    require(count);
    position += count;
    return position - count;
  }

  /** The bit, counted from 0, in the bytes from {@code first}. */
  boolean bit(int first, int bit) {
    return ((bytes[first + (bit >> 3)] >> (bit & 7)) & 1) == 1;
  }

  /** Begins one more recursive level. */
  void enter() {
    if (nesting >= DataWriter.NESTING_MAX) {
      throw corrupt("a recursive value nests deeper than " + DataWriter.NESTING_MAX + " levels");
    }
    nesting++;
  }

  /** Ends a recursive level. */
  void exit() {
    nesting--;
  }

  private void require(int count) {
    if (count < 0 || end - position < count) {
      throw corrupt(count + " bytes are needed, " + remaining() + " are left");
    }
  }

  /**
   * The exception for bytes that do not decode, for codecs to throw.
   *
   * @param seen what was seen and what was expected, without the content of the record
   */
  public MillraceException corrupt(String seen) {
    return corrupt(seen, null);
  }

  /** As {@link #corrupt(String)}, with the failure that led to it. */
  public MillraceException corrupt(String seen, @Nullable Throwable cause) {
    return new MillraceException(
        ApiError.CODEC_CORRUPT,
        "at byte "
            + offset()
            + " of "
            + (end - start)
            + ": "
            + seen
            + ". The bytes are damaged or were written with another schema: restore from an older"
            + " copy, or compare the schemas.",
        cause);
  }
}
