package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hands out the pages of one store, takes them back when a column is dropped, and knows which of
 * them a snapshot still reads. A window operator that drops a slice a second therefore gives the
 * collector no pages.
 *
 * <ul>
 *   <li><b>Threads:</b> the store's; a snapshot may be closed by another one.
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
  private final List<FrozenStore> snapshots = new ArrayList<>();
  private long primitivePages;
  private long objectPages;

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

  /**
   * Takes a page back that its column wrote last in that epoch; the caller must not touch it again.
   */
  void give(long[] page, long writtenIn) {
    primitivePages--;
    if (freeLongs.size() < KEPT_MAX && !readBySnapshot(writtenIn)) {
      Arrays.fill(page, 0);
      freeLongs.add(page);
    }
  }

  /**
   * Takes a page back that its column wrote last in that epoch; the caller must not touch it again.
   */
  void give(double[] page, long writtenIn) {
    primitivePages--;
    if (freeDoubles.size() < KEPT_MAX && !readBySnapshot(writtenIn)) {
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

  /** True if a page last written in that epoch is part of a snapshot that is still open. */
  boolean readBySnapshot(long writtenIn) {
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      FrozenStore snapshot = snapshots.get(i);
      if (snapshot.closed()) {
        snapshots.remove(i);
      } else if (writtenIn <= snapshot.epoch()) {
        return true;
      }
    }
    return false;
  }

  /**
   * From now on pages written in the snapshot's epoch or before are copied before they are changed.
   */
  void opened(FrozenStore snapshot) {
    snapshots.add(snapshot);
  }

  /** Bytes of the pages in use and of the free ones kept. */
  long bytes() {
    long kept = freeLongs.size() + (long) freeDoubles.size();
    return (primitivePages + kept) * PRIMITIVE_BYTES + objectPages * OBJECT_BYTES;
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
    snapshots.clear();
    primitivePages = 0;
    objectPages = 0;
  }
}
