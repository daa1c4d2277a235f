package io.millrace.core.operator;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one clock: at most one of each name per key. The table orders them by time; beside
 * it each key remembers the times of its names, so that setting a timer again moves it. The table
 * keeps the key's slot while a timer is set.
 */
final class NamedTimers {
  private final TimeDomain domain;
  private final TimerTable<String> table;
  private final ObjectColumn<NamedTimes> times;

  NamedTimers(KeyedStateStore store, TimeDomain domain, Codec<String> names) {
    // The @ keeps clear of the names of users' states.
    String name = "@timers." + domain.name().toLowerCase(Locale.ROOT);
    this.domain = domain;
    this.table = store.timers(name, domain, names);
    this.times = store.objects(ColumnSpec.objects(name, NamedTimes.codec()), 0);
  }

  TimeDomain domain() {
    return domain;
  }

  void set(int slot, String name, long timeMs) {
    NamedTimes named = edit(slot);
    if (named == null) {
      named = new NamedTimes();
      times.set(slot, named);
    }
    int place = named.find(name);
    if (NamedTimes.isMissing(place)) {
      named.add(name, timeMs);
      table.set(timeMs, slot, name);
      return;
    }
    long before = named.timeAt(place);
    if (before != timeMs) {
      // Set first: cancelling the only timer would let go of the slot for a moment.
      table.set(timeMs, slot, name);
      table.cancel(before, slot, name);
      named.timeAt(place, timeMs);
    }
  }

  void cancel(int slot, String name) {
    NamedTimes named = times.get(slot);
    if (named == null || NamedTimes.isMissing(named.find(name))) {
      return;
    }
    table.cancel(forget(slot, name), slot, name);
  }

  /** The timer has fired and is not set any more. Gives its time. */
  @SuppressWarnings("CanIgnoreReturnValueSuggester")
  long forget(int slot, String name) {
    NamedTimes named = edit(slot);
    if (named == null) {
      return EventTimes.MAX;
    }
    int place = named.find(name);
    long timeMs = named.timeAt(place);
    named.removeAt(place);
    if (named.isEmpty()) {
      times.set(slot, null);
    }
    return timeMs;
  }

  /** True if a timer is due. */
  boolean due(long nowMs) {
    return table.size() > 0 && table.nextTime() <= nowMs;
  }

  boolean isEmpty() {
    return table.size() == 0;
  }

  long nextTime() {
    return table.nextTime();
  }

  boolean pollDue(long nowMs, TimerTable.Firing<String> firing) {
    return table.pollDue(nowMs, firing);
  }

  private @Nullable NamedTimes edit(int slot) {
    return times.change(slot);
  }
}
