package io.millrace.testkit.strict;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A store that fails where its user breaks a rule; see {@link StrictBackendProvider}. */
final class StrictStore implements KeyedStateStore {
  private final StoreSpec spec;
  private final StrictKeys keys;
  private final Map<Integer, Integer> retained = new HashMap<>();
  private final Map<Integer, Integer> timersAt = new HashMap<>();
  private final TreeSet<Integer> candidates = new TreeSet<>();
  private final Map<Place, StrictColumns.Longs> longs = new TreeMap<>();
  private final Map<Place, StrictColumns.Doubles> doubles = new TreeMap<>();
  private final Map<Place, StrictColumns.Objects<Object>> objects = new TreeMap<>();
  private final Map<String, StrictTimers<Object>> timers = new TreeMap<>();

  /** What was restored and not asked for yet, its places being slots. */
  private final StrictImage restored;

  private long epoch = 1;

  /** Where a column is. */
  record Place(String name, long namespace) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : Long.compare(namespace, other.namespace);
    }
  }

  StrictStore(StoreSpec spec) {
    this.spec = spec;
    this.keys = new StrictKeys(spec.longKeys(), this::freed);
    CodecSchema schema = spec.keyCodec() == null ? null : spec.keyCodec().schema();
    this.restored = new StrictImage(spec.range(), spec.longKeys(), schema);
  }

  @Override
  public KeyIndex keys() {
    return keys;
  }

  @Override
  public LongColumn longs(ColumnSpec column, long namespace) {
    Place place = new Place(column.name(), namespace);
    StrictColumns.Longs known = longs.get(place);
    if (known == null) {
      known = new StrictColumns.Longs();
      known.startEpoch(epoch);
      longs.put(place, known);
      restored.takeLongs(place, known::set);
    }
    return known;
  }

  @Override
  public DoubleColumn doubles(ColumnSpec column, long namespace) {
    Place place = new Place(column.name(), namespace);
    StrictColumns.Doubles known = doubles.get(place);
    if (known == null) {
      known = new StrictColumns.Doubles();
      known.startEpoch(epoch);
      doubles.put(place, known);
      restored.takeDoubles(place, known::set);
    }
    return known;
  }

  @Override
  @SuppressWarnings("unchecked") // the spec says what the column holds
  public <T> ObjectColumn<T> objects(ColumnSpec column, long namespace) {
    Place place = new Place(column.name(), namespace);
    StrictColumns.Objects<Object> known = objects.get(place);
    if (known == null) {
      Codec<Object> codec = required((Codec<Object>) column.codec(), "column", column.name());
      StrictColumns.Objects<Object> made = new StrictColumns.Objects<>(column.name(), codec);
      made.startEpoch(epoch);
      restored.takeObjects(
          place,
          (slot, schema, bytes) -> made.set(slot, read(codec, schema, bytes, column.name())));
      objects.put(place, made);
      known = made;
    }
    return (ObjectColumn<T>) known;
  }

  private Object read(Codec<Object> codec, CodecSchema schema, byte[] bytes, String name) {
    String where = "'" + name + "' of operator '" + spec.operatorId() + "'";
    DataReader in = DataReader.of(bytes);
    Object value = CodecEvolution.reader(codec, schema, where).read(in);
    in.expectEnd();
    return value;
  }

  private <T> Codec<T> required(@Nullable Codec<T> codec, String kind, String name) {
    if (codec == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          kind
              + " '"
              + name
              + "' of operator '"
              + spec.operatorId()
              + "' has no codec, so it cannot be part of a checkpoint. Give it one.");
    }
    return codec;
  }

  @Override
  public void drop(ColumnSpec column, long namespace) {
    Place place = new Place(column.name(), namespace);
    longs.remove(place);
    doubles.remove(place);
    objects.remove(place);
    restored.drop(place);
  }

  @Override
  @SuppressWarnings("unchecked") // the name says what the tags are
  public <N> TimerTable<N> timers(String name, TimeDomain domain, @Nullable Codec<N> codec) {
    StrictTimers<Object> known = timers.get(name);
    if (known == null) {
      Codec<Object> tags = (Codec<Object>) required(codec, "timers", name);
      StrictTimers<Object> made =
          new StrictTimers<>(
              domain,
              tags,
              slot -> timersAt.merge(checked(slot), 1, Integer::sum),
              slot -> {
                timersAt.merge(slot, -1, Integer::sum);
                candidates.add(slot);
              });
      restored.takeTimers(
          name,
          (timeMs, slot, schema, tag) -> {
            made.set(timeMs, slot, read(tags, schema, tag, name));
            timersAt.merge(slot, -1, Integer::sum); // counted once by the restored one, too
          });
      timers.put(name, made);
      known = made;
    }
    return (TimerTable<N>) known;
  }

  private int checked(int slot) {
    if (!keys.occupied(slot)) {
      throw new AssertionError("slot " + slot + " holds no key");
    }
    return slot;
  }

  @Override
  public void retain(int slot) {
    retained.merge(checked(slot), 1, Integer::sum);
  }

  @Override
  public void release(int slot) {
    if (retained.merge(checked(slot), -1, Integer::sum) < 0) {
      throw new AssertionError("slot " + slot + " was released more often than retained");
    }
    candidates.add(slot);
  }

  @Override
  public void reclaim() {
    for (int slot = 0; slot < keys.slotBound(); slot++) {
      if (keys.occupied(slot)
          && retained.getOrDefault(slot, 0) == 0
          && timersAt.getOrDefault(slot, 0) == 0) {
        keys.free(slot);
      }
    }
    candidates.clear();
  }

  private void freed(int slot) {
    retained.remove(slot);
    timersAt.remove(slot);
    longs.values().stream().filter(c -> c.get(slot) != 0).forEach(c -> c.set(slot, 0));
    doubles.values().stream().filter(c -> c.get(slot) != 0).forEach(c -> c.set(slot, 0));
    objects.values().stream().filter(c -> c.get(slot) != null).forEach(c -> c.set(slot, null));
    restored.forget(slot);
  }

  @Override
  public void advanceEpoch(long newEpoch) {
    epoch = newEpoch;
    longs.values().forEach(column -> column.startEpoch(newEpoch));
    doubles.values().forEach(column -> column.startEpoch(newEpoch));
    objects.values().forEach(column -> column.startEpoch(newEpoch));
  }

  @Override
  public long[] namespaces(ColumnSpec column) {
    TreeSet<Long> found = new TreeSet<>(restored.namespaces(column.name()));
    for (Map<Place, ?> columns : List.of(longs, doubles, objects)) {
      for (Place place : columns.keySet()) {
        if (place.name().equals(column.name())) {
          found.add(place.namespace());
        }
      }
    }
    return found.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public StoreSnapshot snapshot(long nextEpoch) {
    byte[] content = image().toBytes();
    advanceEpoch(nextEpoch);
    return new StrictSnapshot(content);
  }

  /** This moment, and what was restored and nobody has asked for. */
  private StrictImage image() {
    Codec<?> keyCodec = spec.keyCodec();
    if (!spec.longKeys()) {
      keyCodec = required(keyCodec, "the key", "");
    }
    StrictImage image = restored.copy();
    for (int slot = 0; slot < keys.slotBound(); slot++) {
      if (keys.occupied(slot)) {
        image.addKey(slot, keys.keyAt(slot), keyCodec, retained.getOrDefault(slot, 0));
      }
    }
    for (int slot = 0; slot < keys.slotBound(); slot++) {
      int at = slot;
      longs.forEach((place, column) -> image.addLong(place, at, column.get(at)));
      doubles.forEach((place, column) -> image.addDouble(place, at, column.get(at)));
      objects.forEach(
          (place, column) -> image.addObject(place, at, column.get(at), column.codec()));
    }
    timers.forEach(
        (name, table) -> {
          for (StrictTimers.Entry<Object> entry : table.entries()) {
            image.addTimer(name, table.domain(), entry, table.codec());
          }
        });
    return image;
  }

  @Override
  public void restore(StateImage image) {
    if (!(image instanceof StrictImage)) {
      throw new AssertionError("the strict backend restores what it has written itself only");
    }
    Map<Integer, Integer> slots = new HashMap<>();
    Codec<?> keyCodec = spec.keyCodec();
    image.keys(
        new StateImage.KeyReceiver() {
          @Override
          public void key(int place, long key, int count) {
            take(place, key, count);
          }

          @Override
          public void key(int place, DataReader in, int count) {
            Object key = required(keyCodec, "the key", "").read(in);
            take(place, key == null ? "" : key, count);
          }

          private void take(int place, Object key, int count) {
            KeyGroupRange range = spec.range();
            int group = KeyGroupRange.groupOf(key.hashCode(), range.groups());
            if (group >= range.from() && group < range.to()) {
              int slot = keys.slotOf(key);
              slots.put(place, slot);
              retained.merge(slot, count, Integer::sum);
            }
          }
        });
    restored.take(image, slots, slot -> timersAt.merge(slot, 1, Integer::sum));
  }

  @Override
  public List<String> unclaimed() {
    return new ArrayList<>(restored.names());
  }

  @Override
  public long estimatedBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
