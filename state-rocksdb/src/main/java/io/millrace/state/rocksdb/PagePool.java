package io.millrace.state.rocksdb;

import io.millrace.api.backend.Pages;
import io.millrace.api.codec.DataWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps pages of dropped columns for the next ones, so that a window operator that drops a slice a
 * second gives the collector no pages; counts those in use. The store's thread only.
 */
final class PagePool {
  private static final int KEPT_MAX = 512;
  private static final int PRIMITIVE_BYTES = 16 + Pages.SIZE * Long.BYTES;
  private static final int OBJECT_BYTES = 16 + Pages.SIZE * Integer.BYTES;

  private final List<long[]> longs = new ArrayList<>();
  private final List<double[]> doubles = new ArrayList<>();
  private final DataWriter scratch = DataWriter.create();
  private long primitivePages;
  private long objectPages;

  /** For objects that are encoded in the store's thread. */
  DataWriter scratch() {
    return scratch;
  }

  /** An empty page. */
  long[] takeLongs() {
    primitivePages++;
    return longs.isEmpty() ? new long[Pages.SIZE] : longs.remove(longs.size() - 1);
  }

  /** An empty page. */
  double[] takeDoubles() {
    primitivePages++;
    return doubles.isEmpty() ? new double[Pages.SIZE] : doubles.remove(doubles.size() - 1);
  }

  /** An empty page. */
  Object[] takeObjects() {
    objectPages++;
    return new Object[Pages.SIZE];
  }

  /** Takes a page back that nobody reads any more. */
  void give(long[] page) {
    primitivePages--;
    if (longs.size() < KEPT_MAX) {
      Arrays.fill(page, 0);
      longs.add(page);
    }
  }

  /** Takes a page back that nobody reads any more. */
  void give(double[] page) {
    primitivePages--;
    if (doubles.size() < KEPT_MAX) {
      Arrays.fill(page, 0);
      doubles.add(page);
    }
  }

  /** A primitive page was left to a snapshot. */
  void leavePrimitive() {
    primitivePages--;
  }

  /** A page of objects was let go. */
  void leaveObjects() {
    objectPages--;
  }

  /** Bytes of pages in use. */
  long bytes() {
    return primitivePages * PRIMITIVE_BYTES + objectPages * OBJECT_BYTES;
  }

  /** Lets go of what is kept. */
  void clear() {
    longs.clear();
    doubles.clear();
    primitivePages = 0;
    objectPages = 0;
  }
}
