package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Arrays;

/**
 * The slots of one store: which are taken, how many things are stored for each, which may be given
 * back. Freed slots are used again before new ones, the last freed first. One thread. Everything is
 * O(1), apart from {@link #drainCandidates} which is O(candidates).
 */
final class Slots {
  /*
   * One column of longs says all: 0 for a free slot, 1 + count for one that is taken. A slot is a candidate for being given
   * back when it was just taken, or when its count has come down to 0; it may be listed twice, or have been retained since,
   * so the list is checked when it is drained. No slot that is taken and has no count is ever missing from the list.
   */
  private final MemoryLongColumn lives;
  private int[] free = new int[16];
  private int freeCount;
  private int[] candidates = new int[16];
  private int candidateCount;
  private int bound;

  Slots(PagePool pool, long epoch) {
    lives = new MemoryLongColumn(pool, epoch);
  }

  /** Receives the slots nothing is stored for. */
  @FunctionalInterface
  interface Candidate {
    /** Nothing is stored for the slot. */
    void unused(int slot);
  }

  /** Takes a slot, which is a candidate until something retains it. */
  int take() {
    int slot;
    if (freeCount > 0) {
      slot = free[--freeCount];
    } else if (bound == Integer.MAX_VALUE) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "one subtask holds " + bound + " keys, the most there may be. Use a higher parallelism.");
    } else {
      slot = bound++;
    }
    lives.set(slot, 1);
    addCandidate(slot);
    return slot;
  }

  /** Gives a slot back. */
  void give(int slot) {
    lives.set(slot, 0);
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = slot;
  }

  void retain(int slot) {
    long[] page = lives.writable(Pages.page(slot));
    if (page[Pages.offset(slot)]++ == 0) {
      page[Pages.offset(slot)] = 0;
      throw new MillraceException(
          ApiError.BUG,
          "slot "
              + slot
              + " was retained but holds no key. Retain a slot in the batch that resolved it.");
    }
  }

  /** As that many calls of {@link #retain(int)}, for what was restored. */
  void retain(int slot, int times) {
    lives.set(slot, lives.get(slot) + times);
  }

  void release(int slot) {
    long[] page = lives.writable(Pages.page(slot));
    long left = --page[Pages.offset(slot)];
    if (left <= 1) {
      if (left <= 0) {
        page[Pages.offset(slot)]++;
        throw new MillraceException(
            ApiError.BUG,
            "slot "
                + slot
                + " was released more often than retained. Release once for each thing stored.");
      }
      addCandidate(slot);
    }
  }

  /** Passes on the slots that nothing is stored for; the receiver gives them back. */
  void drainCandidates(Candidate receiver) {
    for (int i = 0; i < candidateCount; i++) {
      int slot = candidates[i];
      if (lives.get(slot) == 1) {
        receiver.unused(slot);
      }
    }
    candidateCount = 0;
  }

  boolean taken(int slot) {
    return slot >= 0 && slot < bound && lives.get(slot) != 0;
  }

  int bound() {
    return bound;
  }

  int size() {
    return bound - freeCount;
  }

  /** The column that tells the taken slots. */
  MemoryLongColumn lives() {
    return lives;
  }

  long bytes() {
    return (long) (free.length + candidates.length) * Integer.BYTES;
  }

  private void addCandidate(int slot) {
    if (candidateCount == candidates.length) {
      candidates = Arrays.copyOf(candidates, candidateCount * 2);
    }
    candidates[candidateCount++] = slot;
  }
}
