package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing byte array that codecs write to. Whole numbers are zigzag varints (small magnitude, few
 * bytes) unless the method says fixed; fixed numbers are big-endian.
 *
 * <ul>
 *   <li><b>Threads:</b> one thread.
 *   <li><b>Cost:</b> no allocation per write; growth doubles. {@link #reset()} keeps the array, so
 *       reuse the writer.
 *   <li><b>Fails:</b> {@code ARGUMENT_INVALID} when more than 2 GiB are written or values nest
 *       deeper than {@value #NESTING_MAX} recursive levels.
 * </ul>
 */
public final class DataWriter {
  /** How deep a recursive type may nest, in writing and in reading. */
  static final int NESTING_MAX = 64;

  private static final int SIZE_MAX = Integer.MAX_VALUE - 8;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes;
  private int size;
  private int nesting;

  private DataWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** An empty writer with room for 64 bytes. */
  public static DataWriter create() {
    return new DataWriter(64);
  }

  /** An empty writer with room for {@code capacity} bytes before it grows. */
  public static DataWriter withCapacity(int capacity) {
    if (capacity < 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "capacity must be at least 0 bytes, was " + capacity + ".");
    }
    return new DataWriter(capacity);
  }

  /** Forgets everything written; keeps the array. */
  public void reset() {
    size = 0;
    nesting = 0;
  }

  /** The number of bytes written since the last reset. */
  public int size() {
    return size;
  }

  /** A copy of the bytes written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /**
   * Copies the bytes written to {@code target} from {@code offset}, which must have room for {@link
   * #size()}.
   */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, size);
  }

  /** The low 8 bits. */
  public void writeByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
  }

  /** One byte, 0 or 1. */
  public void writeBoolean(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Zigzag varint, 1 to 5 bytes. */
  public void writeInt(int value) {
    writeUnsigned((value << 1) ^ (value >> 31));
  }

  /** Zigzag varint, 1 to 10 bytes. */
  public void writeLong(long value) {
    ensure(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /**
   * The number of elements or bytes that follow, at least 0, as an unsigned varint; see {@link
   * DataReader#readLength}.
   */
  public void writeLength(int length) {
    if (length < 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "length must be at least 0, was " + length + ".");
    }
    writeUnsigned(length);
  }

  private void writeUnsigned(int value) {
    ensure(5);
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Four bytes, big-endian. */
  public void writeFixedInt(int value) {
    ensure(Integer.BYTES);
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
  }

  /** Eight bytes, big-endian. */
  public void writeFixedLong(long value) {
    ensure(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Eight bytes; keeps the bits of a NaN and the sign of zero. */
  public void writeDouble(double value) {
    writeFixedLong(Double.doubleToRawLongBits(value));
  }

  /**
   * Length in bytes, then UTF-8. Every string comes back as it was, also one with a lone surrogate.
   */
  @SuppressWarnings(
      "deprecation") // getBytes(int, int, byte[], int) is the one copy without allocation
  public void writeUtf8(String value) {
    long length = Utf8.length(value);
    if (length > SIZE_MAX) {
      throw tooLarge(length);
    }
    writeUnsigned((int) length);
    ensure((int) length);
    if (length == value.length()) {
      value.getBytes(0, value.length(), bytes, size);
    } else {
      Utf8.encode(value, bytes, size);
    }
    size += (int) length;
  }

  /** Length, then the bytes. */
  public void writeBytes(byte[] value) {
    writeBytes(value, 0, value.length);
  }

  /** Length, then the bytes of the range. */
  public void writeBytes(byte[] value, int offset, int length) {
    writeLength(length);
    ensure(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  /** The bytes of the range, without a length: the reader must know how many there are. */
  public void writeRaw(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  /** What the other writer holds, without a length. */
  public void writeRaw(DataWriter other) {
    writeRaw(other.bytes, 0, other.size);
  }

  /**
   * Appends {@code count} zero bytes and returns the position of the first, for {@link #setBit}.
   */
  int reserve(int count) {
    ensure(count);
    int start = size;
    Arrays.fill(bytes, start, start + count, (byte) 0);
    size += count;
    return start;
  }

  /** Sets a bit, counted from 0, in the bytes from {@code start}. */
  void setBit(int start, int bit) {
    bytes[start + (bit >> 3)] |= (byte) (1 << (bit & 7));
  }

  /** Begins one more recursive level. */
  void enter() {
    if (nesting >= NESTING_MAX) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a recursive value nests deeper than "
              + NESTING_MAX
              + " levels. Store deep structures as a list, or register a codec with"
              + " CodecRegistry.with(...).");
    }
    nesting++;
  }

  /** Ends a recursive level. */
  void exit() {
    nesting--;
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (needed > SIZE_MAX) {
      throw tooLarge(needed);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(SIZE_MAX, Math.max(needed, 2L * bytes.length)));
  }

  private static MillraceException tooLarge(long needed) {
    return new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "a value needs "
            + needed
            + " bytes, at most "
            + SIZE_MAX
            + " can be written. Split it into smaller values.");
  }
}
