package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.codec.DataWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hands out the pages of one store and takes them back when a column is dropped. A window operator
 * that drops a slice a second therefore gives the collector no pages.
 *
 * <ul>
 *   <li><b>Threads:</b> the store's.
 *   <li><b>Cost:</b> taking is O(1); giving back clears 32 KB. At most {@link #KEPT_MAX} free pages
 *       are kept of each primitive kind (16 MB), whatever was in use before. Pages of objects are
 *       not kept.
 * </ul>
 */
final class PagePool {
  /** The most free pages kept of each primitive kind. */
  static final int KEPT_MAX = 512;

  private static final int PRIMITIVE_BYTES = 16 + Pages.SIZE * Long.BYTES;
  private static final int OBJECT_BYTES = 16 + Pages.SIZE * Integer.BYTES;

  private final List<long[]> freeLongs = new ArrayList<>();
  private final List<double[]> freeDoubles = new ArrayList<>();
  private final DataWriter scratch = DataWriter.create();
  private long primitivePages;
  private long objectPages;
  private long packedBytes;

  /** An empty page. */
  long[] takeLongs() {
    primitivePages++;
    return freeLongs.isEmpty() ? new long[Pages.SIZE] : freeLongs.remove(freeLongs.size() - 1);
  }

  /** An empty page. */
  double[] takeDoubles() {
    primitivePages++;
    return freeDoubles.isEmpty()
        ? new double[Pages.SIZE]
        : freeDoubles.remove(freeDoubles.size() - 1);
  }

  /** An empty page. */
  Object[] takeObjects() {
    objectPages++;
    return new Object[Pages.SIZE];
  }

  /** Takes a page back unless a snapshot reads it; the caller must not touch it again. */
  void give(long[] page, boolean read) {
    primitivePages--;
    if (freeLongs.size() < KEPT_MAX && !read) {
      Arrays.fill(page, 0);
      freeLongs.add(page);
    }
  }

  /** Takes a page back unless a snapshot reads it; the caller must not touch it again. */
  void give(double[] page, boolean read) {
    primitivePages--;
    if (freeDoubles.size() < KEPT_MAX && !read) {
      Arrays.fill(page, 0.0);
      freeDoubles.add(page);
    }
  }

  /** A page of objects is not used any more. */
  void giveObjects() {
    objectPages--;
  }

  /** A page was replaced by a copy because a snapshot reads it: the snapshot owns it now. */
  void handOverPrimitive() {
    primitivePages--;
  }

  /** For objects that are encoded in the store's thread. */
  DataWriter scratch() {
    return scratch;
  }

  /** Packed pages take so many bytes more. */
  void packed(long bytes) {
    packedBytes += bytes;
  }

  /** Bytes of the pages in use and of the free ones kept. */
  long bytes() {
    long kept = freeLongs.size() + (long) freeDoubles.size();
    return (primitivePages + kept) * PRIMITIVE_BYTES + objectPages * OBJECT_BYTES + packedBytes;
  }

  /** Pages of objects in use. */
  long objectPages() {
    return objectPages;
  }

  /** Free pages kept, for tests. */
  int kept() {
    return freeLongs.size() + freeDoubles.size();
  }

  /** Lets go of the free pages. */
  void clear() {
    freeLongs.clear();
    freeDoubles.clear();
    primitivePages = 0;
    objectPages = 0;
    packedBytes = 0;
  }
}
