package io.millrace.state.rocksdb;

import java.util.Arrays;

/** The key of a row as the key of a map. The array must not change. */
final class RowKey {
  private final byte[] bytes;
  private final int hash;

  RowKey(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowKey that && hash == that.hash && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    int h = hash * 0x85ebca6b;
    return h ^ (h >>> 15);
  }
}
