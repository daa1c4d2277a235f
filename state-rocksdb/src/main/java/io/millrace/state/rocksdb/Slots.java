package io.millrace.state.rocksdb;

import io.millrace.api.backend.Pages;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Arrays;

/**
 * The slots of one store: which are taken, how many things are stored for each, which may be given
 * back, and which were used or may have been changed since when. Freed slots are used again before
 * new ones, the last freed first. One thread. Everything is O(1), apart from {@link
 * #drainCandidates} which is O(candidates).
 */
final class Slots {
  /** In {@link #touched()}: used since the clock hand passed. */
  static final int USED = 1;

  /** In {@link #touched()}: what is stored for the key may differ from its row. */
  static final int CHANGED = 2;

  static final byte TOUCHED = USED | CHANGED;

  /*
   * One column of longs says all: 0 for a free slot; else 1 + count in the low half, and in the high half a number that is
   * different for each key that had the slot, its life. A value in a namespace is stored with the life of its key, so that
   * what was left behind when a key went is not taken for the value of the same key when it comes again.
   *
   * A slot is a candidate for being given back when it was just taken, or when its count has come down to 0; it may be
   * listed twice, or have been retained since, so the list is checked when it is drained. No slot that is taken and has no
   * count is ever missing from the list.
   */
  private static final long COUNT_MASK = 0xFFFF_FFFFL;

  private final ResidentLongs lives;
  private final ResidentLongs timers;
  private byte[] touched = new byte[64];
  private byte[] stored = new byte[64];
  private int[] free = new int[16];
  private int freeCount;
  private int[] candidates = new int[16];
  private int candidateCount;
  private int bound;
  private int nextLife = 1;

  Slots(PagePool pool, long epoch) {
    lives = new ResidentLongs(pool, epoch, () -> {});
    timers = new ResidentLongs(pool, epoch, () -> {});
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
      if (slot == touched.length) {
        touched = Arrays.copyOf(touched, 2 * slot);
        stored = Arrays.copyOf(stored, 2 * slot);
      }
    }
    lives.set(slot, (long) nextLife++ << 32 | 1);
    touched[slot] = TOUCHED;
    stored[slot] = 0;
    addCandidate(slot);
    return slot;
  }

  /** The key of a taken slot was found in a row: as often retained as then, in the same life. */
  void restore(int slot, int life, int retained) {
    lives.set(slot, (long) life << 32 | (retained + 1L));
    nextLife = Math.max(nextLife, life + 1);
    stored[slot] = CHANGED;
  }

  /** Lives from that number on were not given yet. */
  void lifeFrom(int life) {
    nextLife = Math.max(nextLife, life);
  }

  /** The next life. */
  int nextLife() {
    return nextLife;
  }

  /** Gives a slot back. */
  void give(int slot) {
    lives.set(slot, 0);
    touched[slot] = 0;
    stored[slot] = 0;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = slot;
  }

  void retain(int slot) {
    long[] page = lives.writable(Pages.page(slot));
    if ((page[Pages.offset(slot)] & COUNT_MASK) == 0) {
      throw new MillraceException(
          ApiError.BUG,
          "slot "
              + slot
              + " was retained but holds no key. Retain a slot in the batch that resolved it.");
    }
    page[Pages.offset(slot)]++;
    touched[slot] = TOUCHED;
  }

  void release(int slot) {
    long[] page = lives.writable(Pages.page(slot));
    long left = (page[Pages.offset(slot)] & COUNT_MASK) - 1;
    if (left <= 0) {
      throw new MillraceException(
          ApiError.BUG,
          "slot "
              + slot
              + " was released more often than retained. Release once for each thing stored.");
    }
    page[Pages.offset(slot)]--;
    touched[slot] = TOUCHED;
    if (left == 1) {
      addCandidate(slot);
    }
  }

  /** A timer was set: the slot stays, and stays resident. */
  void retainForTimer(int slot) {
    if (!taken(slot)) {
      throw new MillraceException(
          ApiError.BUG, "a timer was set for slot " + slot + ", which holds no key.");
    }
    timers.add(slot, 1);
    touched[slot] = TOUCHED;
  }

  /** A timer fired or was cancelled. */
  void releaseForTimer(int slot) {
    timers.add(slot, -1);
    touched[slot] = TOUCHED;
    addCandidate(slot);
  }

  /** How many timers are set for the slot. */
  long timersOf(int slot) {
    return timers.get(slot);
  }

  /** Passes on the slots that nothing is stored for; the receiver gives them back. */
  void drainCandidates(Candidate receiver) {
    for (int i = 0; i < candidateCount; i++) {
      int slot = candidates[i];
      if ((lives.get(slot) & COUNT_MASK) == 1 && timers.get(slot) == 0) {
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
  ResidentLongs lives() {
    return lives;
  }

  /** The column that counts timers. */
  ResidentLongs timers() {
    return timers;
  }

  /** How often a life was retained, timers not counted. */
  static int retained(long life) {
    return (int) (life & COUNT_MASK) - 1;
  }

  /** The number of a life. */
  static int number(long life) {
    return (int) (life >>> 32);
  }

  /**
   * By slot: {@link #USED}, {@link #CHANGED}. Belongs to this object; at least {@link #bound()}.
   */
  byte[] touched() {
    return touched;
  }

  /** Takes what was touched so far; from now on nothing counts as changed. */
  byte[] takeTouched() {
    byte[] before = touched;
    byte[] after = new byte[before.length];
    for (int i = 0; i < bound; i++) {
      after[i] = (byte) (before[i] & USED);
    }
    touched = after;
    return before;
  }

  /** Those slots count as changed again: nothing came of writing them down. */
  void putBackChanged(byte[] before) {
    for (int i = 0; i < before.length; i++) {
      touched[i] |= (byte) (before[i] & CHANGED);
    }
  }

  /** Those that are marked changed will have a row. */
  void markStored(byte[] changed) {
    for (int i = 0; i < bound; i++) {
      stored[i] |= changed[i];
    }
  }

  /** The database may hold a row of the slot's key. */
  void markStored(int slot) {
    stored[slot] = CHANGED;
  }

  /** Whether the database may hold a row of the slot's key. */
  boolean mayBeStored(int slot) {
    return (stored[slot] & CHANGED) != 0;
  }

  long bytes() {
    return (long) (free.length + candidates.length) * Integer.BYTES + 2L * touched.length;
  }

  void clear() {
    lives.forget();
    timers.forget();
  }

  private void addCandidate(int slot) {
    if (candidateCount == candidates.length) {
      candidates = Arrays.copyOf(candidates, candidateCount * 2);
    }
    candidates[candidateCount++] = slot;
  }
}
