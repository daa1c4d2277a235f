package io.millrace.api.codec;

import java.util.Map;

/**
 * The codecs of primitive arrays: the length, then the elements. Whole numbers of 32 and 64 bits
 * are varints, the others have a fixed width.
 */
final class PrimitiveArrays {

  private PrimitiveArrays() {}

  static void addTo(Map<Class<?>, LeafCodec<?>> all) {
    LeafCodecs.add(
        all, "byte[]", byte[].class, (v, out) -> out.writeBytes(v), DataReader::readBytes);
    LeafCodecs.add(
        all, "boolean[]", boolean[].class, PrimitiveArrays::write, PrimitiveArrays::readBooleans);
    LeafCodecs.add(
        all, "short[]", short[].class, PrimitiveArrays::write, PrimitiveArrays::readShorts);
    LeafCodecs.add(all, "char[]", char[].class, PrimitiveArrays::write, PrimitiveArrays::readChars);
    LeafCodecs.add(all, "int[]", int[].class, PrimitiveArrays::write, PrimitiveArrays::readInts);
    LeafCodecs.add(all, "long[]", long[].class, PrimitiveArrays::write, PrimitiveArrays::readLongs);
    LeafCodecs.add(
        all, "float[]", float[].class, PrimitiveArrays::write, PrimitiveArrays::readFloats);
    LeafCodecs.add(
        all, "double[]", double[].class, PrimitiveArrays::write, PrimitiveArrays::readDoubles);
  }

  private static void write(boolean[] values, DataWriter out) {
    out.writeLength(values.length);
    for (boolean value : values) {
      out.writeBoolean(value);
    }
  }

  private static boolean[] readBooleans(DataReader in) {
    boolean[] values = new boolean[in.readLength(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readBoolean();
    }
    return values;
  }

  private static void write(short[] values, DataWriter out) {
    out.writeLength(values.length);
    for (short value : values) {
      writeTwoBytes(value, out);
    }
  }

  private static short[] readShorts(DataReader in) {
    short[] values = new short[in.readLength(Short.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (short) readTwoBytes(in);
    }
    return values;
  }

  private static void write(char[] values, DataWriter out) {
    out.writeLength(values.length);
    for (char value : values) {
      writeTwoBytes(value, out);
    }
  }

  private static char[] readChars(DataReader in) {
    char[] values = new char[in.readLength(Character.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (char) readTwoBytes(in);
    }
    return values;
  }

  private static void writeTwoBytes(int value, DataWriter out) {
    out.writeByte(value >> 8);
    out.writeByte(value);
  }

  private static int readTwoBytes(DataReader in) {
    int high = in.readByte();
    return (high << 8) | (in.readByte() & 0xFF);
  }

  private static void write(int[] values, DataWriter out) {
    out.writeLength(values.length);
    for (int value : values) {
      out.writeInt(value);
    }
  }

  private static int[] readInts(DataReader in) {
    int[] values = new int[in.readLength(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readInt();
    }
    return values;
  }

  private static void write(long[] values, DataWriter out) {
    out.writeLength(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  private static long[] readLongs(DataReader in) {
    long[] values = new long[in.readLength(1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  private static void write(float[] values, DataWriter out) {
    out.writeLength(values.length);
    for (float value : values) {
      out.writeFixedInt(Float.floatToRawIntBits(value));
    }
  }

  private static float[] readFloats(DataReader in) {
    float[] values = new float[in.readLength(Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(in.readFixedInt());
    }
    return values;
  }

  private static void write(double[] values, DataWriter out) {
    out.writeLength(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static double[] readDoubles(DataReader in) {
    double[] values = new double[in.readLength(Double.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }
}
