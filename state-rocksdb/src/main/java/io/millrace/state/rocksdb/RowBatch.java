package io.millrace.state.rocksdb;

import io.millrace.api.codec.DataWriter;
import java.util.Arrays;

/**
 * Rows to be written, each a key with a value or with none (a deletion), in one array. One thread.
 */
final class RowBatch {
  /*
   * Sorting goes by the first eight bytes after the kind, kept as longs, and looks at the bytes only where those are equal:
   * a merge sort over row numbers, without a comparator or boxes.
   */
  private byte[] bytes = new byte[1 << 12];
  private int used;
  private int[] starts = new int[64];
  private int[] keyLengths = new int[64];
  private int[] valueLengths = new int[64]; // -1 for a deletion
  private long[] prefixes = new long[64];
  private int count;
  private int[] order = new int[0];

  /** Appends a row. */
  void put(DataWriter key, DataWriter value) {
    int at = begin(key.size(), value.size());
    key.copyTo(bytes, at);
    value.copyTo(bytes, at + key.size());
    end(at);
  }

  /** Appends a row. */
  void put(byte[] key, byte[] value) {
    int at = begin(key.length, value.length);
    System.arraycopy(key, 0, bytes, at, key.length);
    System.arraycopy(value, 0, bytes, at + key.length, value.length);
    end(at);
  }

  /** Appends a deletion. */
  void delete(byte[] key) {
    int at = begin(key.length, 0);
    System.arraycopy(key, 0, bytes, at, key.length);
    end(at);
    valueLengths[count - 1] = -1;
  }

  /** Appends a deletion. */
  void delete(DataWriter key) {
    int at = begin(key.size(), 0);
    key.copyTo(bytes, at);
    end(at);
    valueLengths[count - 1] = -1;
  }

  int count() {
    return count;
  }

  /** Bytes of keys and values. */
  int bytes() {
    return used;
  }

  /** Puts the rows in order of their keys. */
  void sort() {
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    mergeSort(order.clone(), order, 0, count);
  }

  /** The number of the row at a place in the order. */
  int row(int place) {
    return order[place];
  }

  byte[] array() {
    return bytes;
  }

  int keyStart(int row) {
    return starts[row];
  }

  int keyLength(int row) {
    return keyLengths[row];
  }

  /** The length of the value, or -1 if the row is a deletion. */
  int valueLength(int row) {
    return valueLengths[row];
  }

  byte[] key(int row) {
    return Arrays.copyOfRange(bytes, starts[row], starts[row] + keyLengths[row]);
  }

  /** True if the rows have the same key. */
  boolean sameKey(int row, int other) {
    return compare(row, other) == 0;
  }

  private int begin(int keyLength, int valueLength) {
    long needed = (long) used + keyLength + valueLength;
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, 2L * bytes.length)));
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      keyLengths = Arrays.copyOf(keyLengths, 2 * count);
      valueLengths = Arrays.copyOf(valueLengths, 2 * count);
      prefixes = Arrays.copyOf(prefixes, 2 * count);
    }
    int at = used;
    starts[count] = at;
    keyLengths[count] = keyLength;
    valueLengths[count] = valueLength;
    used = (int) needed;
    return at;
  }

  private void end(int at) {
    int length = keyLengths[count];
    long prefix = bytes[at] & 0xFF;
    for (int i = 1; i < 8; i++) {
      prefix = prefix << 8 | (i < length ? bytes[at + i] & 0xFF : 0);
    }
    prefixes[count] = prefix;
    count++;
  }

  private int compare(int a, int b) {
    if (prefixes[a] != prefixes[b]) {
      return Long.compareUnsigned(prefixes[a], prefixes[b]);
    }
    return Arrays.compareUnsigned(
        bytes, starts[a], starts[a] + keyLengths[a], bytes, starts[b], starts[b] + keyLengths[b]);
  }

  private void mergeSort(int[] from, int[] to, int low, int high) {
    if (high - low < 8) {
      insertionSort(to, low, high);
      return;
    }
    int middle = (low + high) >>> 1;
    mergeSort(to, from, low, middle);
    mergeSort(to, from, middle, high);
    int left = low;
    int right = middle;
    for (int i = low; i < high; i++) {
      to[i] =
          right >= high || (left < middle && compare(from[left], from[right]) <= 0)
              ? from[left++]
              : from[right++];
    }
  }

  private void insertionSort(int[] rows, int low, int high) {
    for (int i = low + 1; i < high; i++) {
      int row = rows[i];
      int at = i;
      while (at > low && compare(rows[at - 1], row) > 0) {
        rows[at] = rows[at - 1];
        at--;
      }
      rows[at] = row;
    }
  }
}
