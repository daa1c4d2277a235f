package io.millrace.core.task;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.operator.Batch;
import io.millrace.api.plan.Partitioning;
import io.millrace.api.type.Types;
import io.millrace.core.operator.KeyLoop;
import io.millrace.core.operator.LongKeyLoop;
import io.millrace.core.operator.Loops;
import io.millrace.core.operator.RowLoop;
import org.jspecify.annotations.Nullable;

/** Reads the keys of a batch and finds their slots or hashes. Single-threaded. */
final class KeyReader {
  private final @Nullable LongKeyLoop longs;
  private final @Nullable KeyLoop objects;
  private final long[] longKeys;
  private final Object[] objectKeys;

  KeyReader(Partitioning.ByKey key, boolean longLike) {
    longs = longLike ? Loops.longKeys(key.selector()) : null;
    objects = longLike ? null : Loops.keys(key.selector());
    longKeys = new long[longLike ? Batch.CAPACITY : 0];
    objectKeys = new Object[longLike ? 0 : Batch.CAPACITY];
  }

  /**
   * Keys of type long are kept unboxed. Narrower ones are not, as they must come out as what they
   * went in.
   */
  static boolean longLike(Partitioning.ByKey key) {
    return Types.isKnown(key.keyType()) && Types.rawClass(Types.box(key.keyType())) == Long.class;
  }

  /** The loop that calls the user's function. */
  RowLoop loop() {
    if (longs != null) {
      return longs;
    }
    if (objects != null) {
      return objects;
    }
    throw new IllegalStateException();
  }

  /** Fills the column of slots. */
  void resolve(Batch<Object> batch, KeyIndex index) {
    int n = batch.size();
    if (longs != null) {
      longs.run(batch.values(), n, longKeys);
      index.resolve(longKeys, n, batch.slots());
    } else if (objects != null) {
      objects.run(batch.values(), n, objectKeys);
      index.resolve(objectKeys, n, batch.slots());
    }
  }

  /** Fills the first places of {@code hashes} with the hash codes of the keys. */
  void hashes(Batch<Object> batch, int[] hashes) {
    int n = batch.size();
    if (longs != null) {
      longs.run(batch.values(), n, longKeys);
      for (int i = 0; i < n; i++) {
        hashes[i] = Long.hashCode(longKeys[i]);
      }
    } else if (objects != null) {
      objects.run(batch.values(), n, objectKeys);
      for (int i = 0; i < n; i++) {
        hashes[i] = objectKeys[i] == null ? 0 : objectKeys[i].hashCode();
      }
    }
  }
}
