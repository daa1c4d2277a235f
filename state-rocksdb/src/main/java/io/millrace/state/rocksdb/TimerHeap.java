package io.millrace.state.rocksdb;

import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Timers on the heap. The store's thread only; allocates when it grows. */
final class TimerHeap<N> implements TimerTable<N> {
  /*
   * A timer is a node: a row of the parallel arrays below. A binary heap holds the nodes by (time, order of setting) and
   * carries the times itself, so that sifting rarely looks at a node; each node knows its place in the heap, so that
   * cancelling is O(log n). An open-addressing table of nodes finds the one with a given (time, slot, tag); removal shifts
   * back what follows. Nodes are reused.
   */
  private final String name;
  private final TimeDomain domain;
  private final Slots slots;
  private final @Nullable Codec<N> codec;

  private long[] orderOf = new long[16];
  private int[] slotOf = new int[16];
  private @Nullable Object[] tagOf = new @Nullable Object[16];
  private int[] hashOf = new int[16];
  private int[] heapPlaceOf = new int[16];
  private int[] freeNodes = new int[16];
  private int freeCount;
  private int nodeBound;

  private long[] heapTimes = new long[16];
  private int[] heapNodes = new int[16];
  private int size;

  private int[] table = new int[32]; // node + 1; 0 for a place that is empty
  private long nextOrder;

  TimerHeap(String name, TimeDomain domain, Slots slots, @Nullable Codec<N> codec) {
    this.name = name;
    this.domain = domain;
    this.slots = slots;
    this.codec = codec;
  }

  String name() {
    return name;
  }

  /** Whether tags can be stored. */
  boolean storable() {
    return codec != null;
  }

  TimeDomain domain() {
    return domain;
  }

  @Override
  public boolean set(long timeMs, int slot, N tag) {
    int hash = hash(timeMs, slot, tag);
    int place = placeOf(timeMs, slot, tag, hash);
    if (table[place] != 0) {
      return false;
    }
    slots.retainForTimer(slot);
    int node = takeNode();
    orderOf[node] = nextOrder++;
    slotOf[node] = slot;
    tagOf[node] = tag;
    hashOf[node] = hash;
    table[place] = node + 1;
    size++;
    siftUp(size - 1, timeMs, node);
    if (2 * size > table.length) {
      growTable();
    }
    return true;
  }

  @Override
  public boolean cancel(long timeMs, int slot, N tag) {
    int place = placeOf(timeMs, slot, tag, hash(timeMs, slot, tag));
    int node = table[place] - 1;
    if (node < 0) {
      return false;
    }
    remove(heapPlaceOf[node], place);
    slots.releaseForTimer(slot);
    return true;
  }

  @Override
  public long nextTime() {
    return size == 0 ? EventTimes.MAX : heapTimes[0];
  }

  @Override
  @SuppressWarnings("unchecked")
  public boolean pollDue(long timeMs, Firing<? super N> firing) {
    if (size == 0 || heapTimes[0] > timeMs) {
      return false;
    }
    int node = heapNodes[0];
    long time = heapTimes[0];
    int slot = slotOf[node];
    Object tag = tagOf[node];
    remove(0, tablePlaceOf(node));
    try {
      firing.fire(time, slot, (N) tag);
    } finally {
      slots.releaseForTimer(
          slot); // only now, so that a timer set again by the firing keeps the slot without a gap
    }
    return true;
  }

  @Override
  public int size() {
    return size;
  }

  long bytes() {
    return 36L * orderOf.length + 12L * heapTimes.length + 4L * table.length;
  }

  /** Lets go of all timers without giving back their slots; for closing the store. */
  void clear() {
    size = 0;
    freeCount = 0;
    nodeBound = 0;
    Arrays.fill(table, 0);
    Arrays.fill(tagOf, null);
  }

  /** A copy of all timers, in no order. */
  FrozenTimers freeze() {
    long[] times = Arrays.copyOf(heapTimes, size);
    long[] orders = new long[size];
    int[] slotsNow = new int[size];
    @Nullable Object[] tags = new @Nullable Object[size];
    for (int i = 0; i < size; i++) {
      int node = heapNodes[i];
      orders[i] = orderOf[node];
      slotsNow[i] = slotOf[node];
      tags[i] = tagOf[node];
    }
    return new FrozenTimers(name, domain, codec, null, times, orders, slotsNow, tags);
  }

  private void remove(int heapPlace, int tablePlace) {
    int node = heapNodes[heapPlace];
    closeGap(tablePlace);
    tagOf[node] = null;
    if (freeCount == freeNodes.length) {
      freeNodes = Arrays.copyOf(freeNodes, freeCount * 2);
    }
    freeNodes[freeCount++] = node;
    size--;
    if (heapPlace < size) {
      long time = heapTimes[size];
      int moved = heapNodes[size];
      if (heapPlace > 0 && before(time, moved, (heapPlace - 1) >>> 1)) {
        siftUp(heapPlace, time, moved);
      } else {
        siftDown(heapPlace, time, moved);
      }
    }
  }

  private int takeNode() {
    if (freeCount > 0) {
      return freeNodes[--freeCount];
    }
    if (nodeBound == orderOf.length) {
      int length = nodeBound * 2;
      orderOf = Arrays.copyOf(orderOf, length);
      slotOf = Arrays.copyOf(slotOf, length);
      tagOf = Arrays.copyOf(tagOf, length);
      hashOf = Arrays.copyOf(hashOf, length);
      heapPlaceOf = Arrays.copyOf(heapPlaceOf, length);
      heapTimes = Arrays.copyOf(heapTimes, length);
      heapNodes = Arrays.copyOf(heapNodes, length);
    }
    return nodeBound++;
  }

  private void siftUp(int from, long time, int node) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) >>> 1;
      if (!before(time, node, parent)) {
        break;
      }
      put(place, heapTimes[parent], heapNodes[parent]);
      place = parent;
    }
    put(place, time, node);
  }

  private void siftDown(int from, long time, int node) {
    int place = from;
    while (true) {
      int child = 2 * place + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && before(heapTimes[child + 1], heapNodes[child + 1], child)) {
        child++;
      }
      if (before(time, node, child)) {
        break;
      }
      put(place, heapTimes[child], heapNodes[child]);
      place = child;
    }
    put(place, time, node);
  }

  private boolean before(long time, int node, int heapPlace) {
    long other = heapTimes[heapPlace];
    return time != other ? time < other : orderOf[node] < orderOf[heapNodes[heapPlace]];
  }

  private void put(int heapPlace, long time, int node) {
    heapTimes[heapPlace] = time;
    heapNodes[heapPlace] = node;
    heapPlaceOf[node] = heapPlace;
  }

  /** Where the timer is in the table, or the empty place where it belongs. */
  private int placeOf(long timeMs, int slot, Object tag, int hash) {
    int mask = table.length - 1;
    int place = hash & mask;
    while (table[place] != 0) {
      int node = table[place] - 1;
      if (hashOf[node] == hash
          && slotOf[node] == slot
          && heapTimes[heapPlaceOf[node]] == timeMs
          && tag.equals(tagOf[node])) {
        return place;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  private int tablePlaceOf(int node) {
    int mask = table.length - 1;
    int place = hashOf[node] & mask;
    while (table[place] != node + 1) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void closeGap(int removed) {
    int mask = table.length - 1;
    int gap = removed;
    int next = removed;
    while (true) {
      next = (next + 1) & mask;
      if (table[next] == 0) {
        table[gap] = 0;
        return;
      }
      if (((next - hashOf[table[next] - 1]) & mask) >= ((next - gap) & mask)) {
        table[gap] = table[next];
        gap = next;
      }
    }
  }

  private void growTable() {
    int[] old = table;
    table = new int[old.length * 2];
    int mask = table.length - 1;
    for (int entry : old) {
      if (entry != 0) {
        int place = hashOf[entry - 1] & mask;
        while (table[place] != 0) {
          place = (place + 1) & mask;
        }
        table[place] = entry;
      }
    }
  }

  private static int hash(long timeMs, int slot, Object tag) {
    long h = (timeMs * 31 + slot) * 31 + tag.hashCode();
    h *= 0x9E3779B97F4A7C15L;
    return (int) (h >>> 32) ^ (int) (h >>> 57);
  }
}
