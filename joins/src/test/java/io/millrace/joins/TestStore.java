package io.millrace.joins;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** State in plain collections that fails on a slot used after it was given back. */
final class TestStore implements KeyedStateStore {
  private final Keys keys = new Keys();
  private final Map<String, Objects<?>> columns = new HashMap<>();
  private final Map<String, Timers<?>> timers = new HashMap<>();
  private final Map<Integer, Integer> retained = new HashMap<>();

  int timersSet() {
    return timers.values().stream().mapToInt(Timers::size).sum();
  }

  /** Writes every value and reads it back. */
  void throughBytes() {
    for (int slot = 0; slot < keys.slotBound(); slot++) {
      for (Objects<?> column : columns.values()) {
        column.throughBytes(slot);
      }
    }
  }

  int retains() {
    return retained.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public KeyIndex keys() {
    return keys;
  }

  @Override
  public LongColumn longs(ColumnSpec spec, long namespace) {
    throw new AssertionError("joins keep objects only");
  }

  @Override
  public DoubleColumn doubles(ColumnSpec spec, long namespace) {
    throw new AssertionError("joins keep objects only");
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> ObjectColumn<T> objects(ColumnSpec spec, long namespace) {
    return (ObjectColumn<T>)
        columns.computeIfAbsent(spec.name(), name -> new Objects<>(spec.codec()));
  }

  @Override
  public void drop(ColumnSpec spec, long namespace) {
    columns.remove(spec.name());
  }

  @Override
  @SuppressWarnings("unchecked")
  public <N> TimerTable<N> timers(String name, TimeDomain domain, Codec<N> codec) {
    return (TimerTable<N>) timers.computeIfAbsent(name, n -> new Timers<N>());
  }

  @Override
  public long[] namespaces(ColumnSpec spec) {
    return columns.containsKey(spec.name()) ? new long[] {0} : new long[0];
  }

  @Override
  public StoreSnapshot snapshot(long nextEpoch) {
    throw new AssertionError("this store is not durable");
  }

  @Override
  public void restore(StateImage image) {
    throw new AssertionError("this store is not durable");
  }

  @Override
  public List<String> unclaimed() {
    return List.of();
  }

  @Override
  public void retain(int slot) {
    if (!keys.occupied(slot)) {
      throw new AssertionError("slot " + slot + " holds no key");
    }
    retained.merge(slot, 1, Integer::sum);
  }

  @Override
  public void release(int slot) {
    retained.merge(slot, -1, Integer::sum);
    if (retained.get(slot) < 0) {
      throw new AssertionError("slot " + slot + " was released more often than retained");
    }
  }

  @Override
  public void reclaim() {
    for (int slot = 0; slot < keys.slotBound(); slot++) {
      int at = slot;
      boolean timed =
          timers.values().stream().anyMatch(t -> t.queue.stream().anyMatch(e -> e.slot == at));
      if (keys.occupied(slot) && retained.getOrDefault(slot, 0) == 0 && !timed) {
        for (Objects<?> column : columns.values()) {
          if (column.get(slot) != null) {
            throw new AssertionError("a slot without a count still holds something");
          }
        }
        keys.free(slot);
      }
    }
  }

  @Override
  public void advanceEpoch(long epoch) {}

  @Override
  public long estimatedBytes() {
    return 0;
  }

  @Override
  public void close() {}

  private static final class Objects<T> extends ObjectColumn<T> {
    private final Codec<T> codec;

    @SuppressWarnings("unchecked")
    Objects(Codec<?> codec) {
      this.codec = (Codec<T>) codec;
    }

    void throughBytes(int slot) {
      T value = get(slot);
      if (value != null) {
        set(slot, Codecs.fromBytes(codec, Codecs.toBytes(codec, value)));
      }
    }

    @Override
    protected Object[] load(int page) {
      return null;
    }

    @Override
    protected Object[] beforeWrite(int page, Object[] content) {
      return content;
    }

    @Override
    public void clear() {}
  }

  private static final class Keys implements KeyIndex {
    private final Map<Object, Integer> slots = new HashMap<>();
    private final List<Object> atSlot = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    @Override
    public boolean longKeys() {
      return false;
    }

    @Override
    public void resolve(long[] keys, int count, int[] found) {
      throw new AssertionError("keys are objects");
    }

    @Override
    public void resolve(Object[] keys, int count, int[] found) {
      for (int i = 0; i < count; i++) {
        Integer slot = slots.get(keys[i]);
        if (slot == null) {
          slot = free.isEmpty() ? atSlot.size() : free.remove(free.size() - 1);
          if (slot == atSlot.size()) {
            atSlot.add(null);
          }
          atSlot.set(slot, keys[i]);
          slots.put(keys[i], slot);
        }
        found[i] = slot;
      }
    }

    @Override
    public int find(Object key) {
      return slots.getOrDefault(key, -1);
    }

    @Override
    public Object keyAt(int slot) {
      return atSlot.get(slot);
    }

    @Override
    public long longKeyAt(int slot) {
      throw new AssertionError("keys are objects");
    }

    @Override
    public boolean occupied(int slot) {
      return atSlot.get(slot) != null;
    }

    @Override
    public void free(int slot) {
      slots.remove(atSlot.set(slot, null));
      free.add(slot);
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

  private record Entry<N>(long timeMs, long order, int slot, N tag) {}

  private static final class Timers<N> implements TimerTable<N> {
    private final PriorityQueue<Entry<N>> queue =
        new PriorityQueue<>(
            Comparator.<Entry<N>>comparingLong(Entry::timeMs).thenComparingLong(Entry::order));
    private long orders;

    @Override
    public boolean set(long timeMs, int slot, N tag) {
      boolean absent = queue.stream().noneMatch(e -> same(e, timeMs, slot, tag));
      if (absent) {
        queue.add(new Entry<>(timeMs, orders++, slot, tag));
      }
      return absent;
    }

    @Override
    public boolean cancel(long timeMs, int slot, N tag) {
      boolean there = queue.removeIf(e -> same(e, timeMs, slot, tag));
      if (!there) {
        throw new AssertionError("a timer was cancelled that is not set");
      }
      return true;
    }

    private boolean same(Entry<N> e, long timeMs, int slot, N tag) {
      return e.timeMs == timeMs && e.slot == slot && e.tag.equals(tag);
    }

    @Override
    public long nextTime() {
      return queue.isEmpty() ? EventTimes.MAX : queue.peek().timeMs;
    }

    @Override
    public boolean pollDue(long timeMs, Firing<? super N> firing) {
      if (queue.isEmpty() || queue.peek().timeMs > timeMs) {
        return false;
      }
      Entry<N> first = queue.poll();
      firing.fire(first.timeMs, first.slot, first.tag);
      return true;
    }

    @Override
    public int size() {
      return queue.size();
    }
  }
}
