package io.millrace.testkit.strict;

import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Timers in a sorted set; each retains its slot. */
final class StrictTimers<N> implements TimerTable<N> {
  private final TimeDomain domain;
  private final Codec<N> codec;
  private final IntConsumer retain;
  private final IntConsumer release;
  private final TreeSet<Entry<N>> ordered = new TreeSet<>();
  private final Map<Same, Entry<N>> known = new HashMap<>();
  private long orders;

  StrictTimers(TimeDomain domain, Codec<N> codec, IntConsumer retain, IntConsumer release) {
    this.domain = domain;
    this.codec = codec;
    this.retain = retain;
    this.release = release;
  }

  record Entry<N>(long timeMs, long order, int slot, N tag) implements Comparable<Entry<N>> {
    @Override
    public int compareTo(Entry<N> other) {
      int byTime = Long.compare(timeMs, other.timeMs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private record Same(long timeMs, int slot, Object tag) {}

  TimeDomain domain() {
    return domain;
  }

  Codec<N> codec() {
    return codec;
  }

  Iterable<Entry<N>> entries() {
    return ordered;
  }

  @Override
  public boolean set(long timeMs, int slot, N tag) {
    Same same = new Same(timeMs, slot, tag);
    if (known.containsKey(same)) {
      return false;
    }
    Entry<N> entry = new Entry<>(timeMs, orders++, slot, tag);
    known.put(same, entry);
    ordered.add(entry);
    retain.accept(slot);
    return true;
  }

  @Override
  public boolean cancel(long timeMs, int slot, N tag) {
    @Nullable Entry<N> entry = known.remove(new Same(timeMs, slot, tag));
    if (entry == null) {
      return false;
    }
    ordered.remove(entry);
    release.accept(slot);
    return true;
  }

  @Override
  public long nextTime() {
    return ordered.isEmpty() ? EventTimes.MAX : ordered.first().timeMs();
  }

  @Override
  public boolean pollDue(long timeMs, Firing<? super N> firing) {
    Iterator<Entry<N>> iterator = ordered.iterator();
    if (!iterator.hasNext()) {
      return false;
    }
    Entry<N> first = iterator.next();
    if (first.timeMs() > timeMs) {
      return false;
    }
    iterator.remove();
    known.remove(new Same(first.timeMs(), first.slot(), first.tag()));
    release.accept(first.slot());
    firing.fire(first.timeMs(), first.slot(), first.tag());
    return true;
  }

  @Override
  public int size() {
    return ordered.size();
  }
}
