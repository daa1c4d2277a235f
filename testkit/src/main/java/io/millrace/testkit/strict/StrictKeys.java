package io.millrace.testkit.strict;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Keys and their slots in a map; long keys are boxed. */
final class StrictKeys implements KeyIndex {
  private final boolean longs;
  private final IntConsumer freed;
  private final Map<Object, Integer> slots = new HashMap<>();
  private final List<@Nullable Object> atSlot = new ArrayList<>();
  private final Deque<Integer> unused = new ArrayDeque<>();

  /** An index that tells {@code freed} of each slot it takes back. */
  StrictKeys(boolean longs, IntConsumer freed) {
    this.longs = longs;
    this.freed = freed;
  }

  @Override
  public boolean longKeys() {
    return longs;
  }

  @Override
  public void resolve(long[] keys, int count, int[] found) {
    for (int i = 0; i < count; i++) {
      found[i] = slotOf(keys[i]);
    }
  }

  @Override
  public void resolve(@Nullable Object[] keys, int count, int[] found) {
    for (int i = 0; i < count; i++) {
      Object key = keys[i];
      if (key == null) {
        throw new MillraceException(
            ApiError.ARGUMENT_INVALID,
            "the key of an event is null. Filter such events out before keyBy.");
      }
      found[i] = slotOf(key);
    }
  }

  int slotOf(Object key) {
    Integer known = slots.get(key);
    if (known != null) {
      return known;
    }
    Integer again = unused.poll();
    int slot = again == null ? atSlot.size() : again;
    if (again == null) {
      atSlot.add(key);
    } else {
      atSlot.set(slot, key);
    }
    slots.put(key, slot);
    return slot;
  }

  @Override
  public int find(Object key) {
    return slots.getOrDefault(key, -1);
  }

  @Override
  public Object keyAt(int slot) {
    Object key = atSlot.get(slot);
    if (key == null) {
      throw new AssertionError("slot " + slot + " holds no key");
    }
    return key;
  }

  @Override
  public long longKeyAt(int slot) {
    return (Long) keyAt(slot);
  }

  @Override
  public boolean occupied(int slot) {
    return slot < atSlot.size() && atSlot.get(slot) != null;
  }

  @Override
  public void free(int slot) {
    slots.remove(keyAt(slot));
    atSlot.set(slot, null);
    unused.add(slot);
    freed.accept(slot);
  }

  @Override
  public int size() {
    return slots.size();
  }

  @Override
  public int slotBound() {
    return atSlot.size();
  }
}
