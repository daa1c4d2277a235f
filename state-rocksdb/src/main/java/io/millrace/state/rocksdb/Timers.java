package io.millrace.state.rocksdb;

import io.millrace.api.backend.StateImage.StoredTimers;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.backend.TimerTable;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The timer tables of one store by name. The store's thread only. */
final class Timers {
  private final String operator;
  private final boolean durable;
  private final Slots slots;
  private final Map<String, TimerHeap<?>> tables = new LinkedHashMap<>();
  private final Map<String, List<Waiting>> unclaimed = new LinkedHashMap<>();

  Timers(StoreSpec spec, Slots slots) {
    this.operator = spec.operatorId();
    this.durable = spec.durable();
    this.slots = slots;
  }

  /** Timers that were restored and wait for their operator. */
  private record Waiting(
      StoredTimers table, List<Long> times, List<Integer> slots, List<byte[]> tags) {}

  /** Receives restored timers of one table. */
  interface Restoring {
    /** A timer; its slot is retained. */
    void timer(long timeMs, int slot, byte[] tag);
  }

  /** Begins to take in restored timers, in the order they would fire. */
  Restoring restore(StoredTimers table) {
    Waiting waiting = new Waiting(table, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    return (timeMs, slot, tag) -> {
      if (waiting.times().isEmpty()) {
        unclaimed.computeIfAbsent(table.name(), absent -> new ArrayList<>()).add(waiting);
      }
      slots.retainForTimer(slot);
      waiting.times().add(timeMs);
      waiting.slots().add(slot);
      waiting.tags().add(tag);
    };
  }

  @SuppressWarnings("unchecked") // the name says what the tags are
  <N> TimerTable<N> table(String name, TimeDomain domain, @Nullable Codec<N> codec) {
    TimerHeap<N> table = (TimerHeap<N>) tables.get(name);
    if (table == null) {
      if (durable && codec == null) {
        throw notStorable(name);
      }
      table = new TimerHeap<>(name, domain, slots, codec);
      claim(table, codec);
      tables.put(name, table);
    }
    if (table.domain() != domain) {
      throw otherDomain(ApiError.STATE_INVALID, name, table.domain(), domain);
    }
    return table;
  }

  private <N> void claim(TimerHeap<N> table, @Nullable Codec<N> codec) {
    List<Waiting> all = unclaimed.get(table.name());
    if (all == null) {
      return;
    }
    for (Waiting waiting : all) {
      if (waiting.table().domain() != table.domain()) {
        throw otherDomain(
            ApiError.STATE_INCOMPATIBLE, table.name(), waiting.table().domain(), table.domain());
      }
      CodecSchema schema = waiting.table().schema();
      if (codec == null || schema == null) {
        throw new MillraceException(
            ApiError.STATE_INVALID,
            "timers '" + table.name() + "' were restored, but are asked for without a codec.");
      }
      Codec<N> reader =
          CodecEvolution.reader(
              codec, schema, "the tag of timers '" + table.name() + "' of '" + operator + "'");
      for (int i = 0; i < waiting.times().size(); i++) {
        int slot = waiting.slots().get(i);
        DataReader in = DataReader.of(waiting.tags().get(i));
        table.set(waiting.times().get(i), slot, reader.read(in));
        slots.releaseForTimer(slot); // the table retained it too
      }
    }
    unclaimed.remove(table.name());
  }

  /** Copies of all tables. */
  List<FrozenTimers> freeze() {
    List<FrozenTimers> frozen = new ArrayList<>();
    tables.values().stream()
        .filter(table -> table.size() > 0)
        .forEach(table -> frozen.add(table.freeze()));
    unclaimed.values().forEach(all -> all.forEach(waiting -> frozen.add(freeze(waiting))));
    return frozen;
  }

  /** Fails if there are timers that cannot be stored. */
  void checkStorable() {
    for (TimerHeap<?> table : tables.values()) {
      if (table.size() > 0 && !table.storable()) {
        throw notStorable(table.name());
      }
    }
  }

  private MillraceException notStorable(String name) {
    return new MillraceException(
        ApiError.STATE_INVALID,
        "timers '"
            + name
            + "' of operator '"
            + operator
            + "' have no codec for what tells them apart, so they cannot be stored. Use tags of a"
            + " type that has a codec.");
  }

  /** Names of restored tables that nobody has asked for. */
  List<String> unclaimed() {
    return List.copyOf(unclaimed.keySet());
  }

  long bytes() {
    long bytes = 0;
    for (TimerHeap<?> table : tables.values()) {
      bytes += table.bytes();
    }
    return bytes;
  }

  void clear() {
    tables.values().forEach(TimerHeap::clear);
    tables.clear();
    unclaimed.clear();
  }

  private static FrozenTimers freeze(Waiting waiting) {
    int size = waiting.times().size();
    long[] orders = new long[size];
    for (int i = 0; i < size; i++) {
      orders[i] = i;
    }
    return new FrozenTimers(
        waiting.table().name(),
        waiting.table().domain(),
        null,
        waiting.table().schema(),
        waiting.times().stream().mapToLong(Long::longValue).toArray(),
        orders,
        waiting.slots().stream().mapToInt(Integer::intValue).toArray(),
        waiting.tags().toArray());
  }

  private static MillraceException otherDomain(
      ApiError error, String name, TimeDomain kept, TimeDomain asked) {
    return new MillraceException(
        error,
        "timers '"
            + name
            + "' go by "
            + kept
            + " time and were asked for by "
            + asked
            + " time. Give each clock its own name.");
  }
}
