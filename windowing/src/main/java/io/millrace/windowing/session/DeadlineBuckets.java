package io.millrace.windowing.session;

import io.millrace.api.backend.LongColumn;
import io.millrace.windowing.lanes.IntList;
import io.millrace.windowing.lanes.OwnColumns;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reminds of slots at or somewhat before their deadline. A slot is put into the bucket of its
 * deadline once; when a deadline moves away, nothing happens until the bucket is due, and then the
 * slot is put where it belongs. So moving a deadline, which happens with every event, costs
 * nothing.
 *
 * <p>Buckets come in groups. A deadline in a group that the watermark has not reached is kept in
 * that group's first bucket; only in the group that it has reached is each deadline in a bucket of
 * its own. So few buckets exist, and a slot that is about to be due is not looked at again with
 * every watermark.
 */
final class DeadlineBuckets {
  /** Stands for bucket 0 in the column, where 0 means that the slot is in none. */
  private static final long ZERO = Long.MAX_VALUE;

  private static final long GROUP = 64;

  private final long widthMs;
  private final LongColumn bucketOf = OwnColumns.longs();
  private final TreeMap<Long, IntList> buckets = new TreeMap<>();
  private long groupReached = Long.MIN_VALUE;

  // The bucket that was added to last; null if it was taken out since.
  private long lastBucket;
  private @Nullable IntList lastSlots;

  /** Receives a slot whose bucket is due. */
  interface Visitor {
    void due(int slot);
  }

  /** Buckets whose groups are that wide or somewhat narrower. */
  DeadlineBuckets(long groupMs) {
    widthMs = Math.max(1, groupMs / GROUP);
  }

  /** Makes sure that a slot is visited at or before a deadline. */
  void remind(int slot, long deadlineMs) {
    long bucket = bucketFor(deadlineMs);
    long known = bucketOf.get(slot);
    if (known != 0 && decoded(known) <= bucket) {
      return;
    }
    bucketOf.set(slot, bucket == 0 ? ZERO : bucket);
    IntList slots = lastSlots;
    if (slots == null || lastBucket != bucket) {
      slots = buckets.computeIfAbsent(bucket, absent -> new IntList());
      lastSlots = slots;
      lastBucket = bucket;
    }
    slots.add(slot);
  }

  private long bucketFor(long deadlineMs) {
    long bucket = Math.floorDiv(deadlineMs, widthMs);
    long group = Math.floorDiv(bucket, GROUP);
    return group > groupReached ? group * GROUP : bucket;
  }

  /**
   * Takes out all slots whose deadline may have been reached; whoever has a deadline left must be
   * reminded again.
   */
  void visitDue(long watermarkMs, Visitor visitor) {
    long due = Math.floorDiv(watermarkMs, widthMs);
    groupReached = Math.floorDiv(due, GROUP);
    Map.@Nullable Entry<Long, IntList> first = buckets.firstEntry();
    while (first != null && first.getKey() < due) {
      buckets.remove(first.getKey());
      visit(first.getKey(), first.getValue(), visitor);
      first = buckets.firstEntry();
    }
    // What is reminded of during this visit may go into the same bucket again.
    IntList last = buckets.remove(due);
    if (last != null) {
      visit(due, last, visitor);
    }
  }

  private void visit(long bucket, IntList slots, Visitor visitor) {
    lastSlots = null;
    for (int i = 0; i < slots.size(); i++) {
      int slot = slots.get(i);
      long known = bucketOf.get(slot);
      if (known != 0 && decoded(known) == bucket) {
        bucketOf.set(slot, 0);
        visitor.due(slot);
      }
    }
  }

  private static long decoded(long stored) {
    return stored == ZERO ? 0 : stored;
  }
}
