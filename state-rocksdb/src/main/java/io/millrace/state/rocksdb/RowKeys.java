package io.millrace.state.rocksdb;

import io.millrace.api.codec.DataWriter;

/**
 * The keys of rows. Rows sort by kind first; the row of a key by key group then, so that rescaling
 * reads and deletes ranges; a namespaced value by column and namespace, so that dropping a
 * namespace is one range, and within it by key group and key, in the order of the rows of keys.
 *
 * <pre>
 * key    1, key group (2 bytes), key
 * value  2, column (4 bytes), namespace (8 bytes, sign flipped), key group (2 bytes), key
 * </pre>
 */
final class RowKeys {
  /** The kind of a row that holds what is stored for a key without namespace. */
  static final int KEY = 1;

  /** The kind of a row that holds one value of a namespace. */
  static final int VALUE = 2;

  /** Bytes before the key group in the row of a value. */
  static final int VALUE_PREFIX = 13;

  /** Bytes before the key group in the row of a key. */
  static final int KEY_PREFIX = 1;

  private RowKeys() {}

  static void keyPrefix(int group, DataWriter out) {
    out.writeByte(KEY);
    group(group, out);
  }

  static void valuePrefix(int column, long namespace, DataWriter out) {
    out.writeByte(VALUE);
    out.writeFixedInt(column);
    out.writeFixedLong(namespace ^ Long.MIN_VALUE);
  }

  static void group(int group, DataWriter out) {
    out.writeByte(group >>> 8);
    out.writeByte(group);
  }

  /** Where the rows of keys of that group start; with the number of groups, where they end. */
  static byte[] firstOfGroup(int group) {
    return group > 0xFFFF
        ? new byte[] {KEY + 1}
        : new byte[] {KEY, (byte) (group >>> 8), (byte) group};
  }

  /** Where the values of a namespace start. */
  static byte[] firstOfNamespace(int column, long namespace) {
    DataWriter out = DataWriter.withCapacity(VALUE_PREFIX);
    valuePrefix(column, namespace, out);
    return out.toByteArray();
  }

  /** Where the values of a column end. */
  static byte[] endOfColumn(int column) {
    DataWriter out = DataWriter.withCapacity(5);
    out.writeByte(VALUE);
    out.writeFixedInt(column + 1);
    return out.toByteArray();
  }

  /** Where the values of a namespace end. */
  static byte[] endOfNamespace(int column, long namespace) {
    return namespace == Long.MAX_VALUE
        ? endOfColumn(column)
        : firstOfNamespace(column, namespace + 1);
  }

  /** Where the values of a key group in a namespace start. */
  static byte[] firstOfGroup(int column, long namespace, int group) {
    DataWriter out = DataWriter.withCapacity(VALUE_PREFIX + Short.BYTES);
    valuePrefix(column, namespace, out);
    group(group, out);
    return out.toByteArray();
  }

  /** The namespace in the key of a row of a value. */
  static long namespaceOf(byte[] row) {
    long value = 0;
    for (int i = 5; i < VALUE_PREFIX; i++) {
      value = value << 8 | (row[i] & 0xFF);
    }
    return value ^ Long.MIN_VALUE;
  }

  /** The column in the key of a row of a value. */
  static int columnOf(byte[] row) {
    return (row[1] & 0xFF) << 24 | (row[2] & 0xFF) << 16 | (row[3] & 0xFF) << 8 | (row[4] & 0xFF);
  }

  /** The key group at that offset. */
  static int groupAt(byte[] row, int offset) {
    return (row[offset] & 0xFF) << 8 | (row[offset + 1] & 0xFF);
  }
}
