package io.millrace.testkit.strict;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateImage;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.time.TimeDomain;
import io.millrace.testkit.strict.StrictStore.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The content of a store in plain maps, everything encoded, and as bytes. */
final class StrictImage implements StateImage {
  private static final Codec<CodecSchema> SCHEMAS = Codecs.of(CodecSchema.class);

  private final KeyGroupRange range;
  private final boolean longKeys;
  private final @Nullable CodecSchema keySchema;
  private final List<Key> keys = new ArrayList<>();
  private final Map<Place, Column> columns = new TreeMap<>();
  private final Map<String, Table> tables = new TreeMap<>();

  private record Key(int place, byte[] bytes, int retained) {}

  /** Values by place; 8 bytes for a number. */
  private record Column(
      ColumnSpec.Kind kind, @Nullable CodecSchema schema, Map<Integer, byte[]> values) {}

  private record Table(TimeDomain domain, CodecSchema schema, List<Timer> timers) {}

  private record Timer(long timeMs, int place, byte[] tag) {}

  /** Takes a number out of the image. */
  interface LongTaker {
    void take(int place, long value);
  }

  /** Takes a number out of the image. */
  interface DoubleTaker {
    void take(int place, double value);
  }

  /** Takes an object out of the image. */
  interface ObjectTaker {
    void take(int place, CodecSchema schema, byte[] value);
  }

  /** Takes a timer out of the image. */
  interface TimerTaker {
    void take(long timeMs, int place, CodecSchema schema, byte[] tag);
  }

  StrictImage(KeyGroupRange range, boolean longKeys, @Nullable CodecSchema keySchema) {
    this.range = range;
    this.longKeys = longKeys;
    this.keySchema = longKeys ? null : keySchema;
  }

  StrictImage copy() {
    StrictImage copy = new StrictImage(range, longKeys, keySchema);
    columns.forEach(
        (place, column) ->
            copy.columns.put(
                place, new Column(column.kind, column.schema, new TreeMap<>(column.values))));
    tables.forEach(
        (name, table) ->
            copy.tables.put(
                name, new Table(table.domain, table.schema, new ArrayList<>(table.timers))));
    return copy;
  }

  @SuppressWarnings("unchecked") // the codec is that of the keys
  void addKey(int place, Object key, @Nullable Codec<?> codec, int retained) {
    DataWriter out = DataWriter.create();
    if (longKeys || codec == null) {
      out.writeFixedLong((Long) key);
    } else {
      ((Codec<Object>) codec).write(key, out);
    }
    keys.add(new Key(place, out.toByteArray(), retained));
  }

  void addLong(Place place, int at, long value) {
    if (value != 0) {
      DataWriter out = DataWriter.create();
      out.writeFixedLong(value);
      column(place, ColumnSpec.Kind.LONG, null).values.put(at, out.toByteArray());
    }
  }

  void addDouble(Place place, int at, double value) {
    if (Double.doubleToRawLongBits(value) != 0) {
      DataWriter out = DataWriter.create();
      out.writeFixedLong(Double.doubleToRawLongBits(value));
      column(place, ColumnSpec.Kind.DOUBLE, null).values.put(at, out.toByteArray());
    }
  }

  void addObject(Place place, int at, @Nullable Object value, Codec<Object> codec) {
    if (value != null) {
      column(place, ColumnSpec.Kind.OBJECT, codec.schema())
          .values
          .put(at, Codecs.toBytes(codec, value));
    }
  }

  void addTimer(
      String name, TimeDomain domain, StrictTimers.Entry<Object> entry, Codec<Object> codec) {
    tables
        .computeIfAbsent(name, made -> new Table(domain, codec.schema(), new ArrayList<>()))
        .timers
        .add(new Timer(entry.timeMs(), entry.slot(), Codecs.toBytes(codec, entry.tag())));
  }

  private Column column(Place place, ColumnSpec.Kind kind, @Nullable CodecSchema schema) {
    return columns.computeIfAbsent(place, made -> new Column(kind, schema, new TreeMap<>()));
  }

  /** Adds what another image holds for the places that have a slot here. */
  void take(StateImage image, Map<Integer, Integer> slots, IntConsumer timerAt) {
    for (StoredColumn stored : image.columns()) {
      Column column =
          column(new Place(stored.name(), stored.namespace()), stored.kind(), stored.schema());
      image.values(
          stored,
          new ValueReceiver() {
            @Override
            public void value(int place, long value) {
              put(place, DataReader.of(fixed(value)));
            }

            @Override
            public void value(int place, double value) {
              put(place, DataReader.of(fixed(Double.doubleToRawLongBits(value))));
            }

            @Override
            public void value(int place, DataReader value) {
              put(place, value);
            }

            private void put(int place, DataReader value) {
              Integer slot = slots.get(place);
              if (slot != null) {
                column.values.put(slot, rest(value));
              }
            }
          });
    }
    for (StoredTimers stored : image.timers()) {
      CodecSchema schema = stored.schema();
      if (schema == null) {
        throw new AssertionError("timers '" + stored.name() + "' were stored without a schema");
      }
      Table table =
          tables.computeIfAbsent(
              stored.name(), made -> new Table(stored.domain(), schema, new ArrayList<>()));
      image.timers(
          stored,
          (timeMs, place, tag) -> {
            Integer slot = slots.get(place);
            if (slot != null) {
              table.timers.add(new Timer(timeMs, slot, rest(tag)));
              timerAt.accept(slot);
            }
          });
    }
  }

  private static byte[] fixed(long value) {
    DataWriter out = DataWriter.create();
    out.writeFixedLong(value);
    return out.toByteArray();
  }

  /** All that is left: readers of this image end where the value does. */
  private static byte[] rest(DataReader in) {
    byte[] bytes = new byte[in.remaining()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = in.readByte();
    }
    return bytes;
  }

  void takeLongs(Place place, LongTaker taker) {
    taken(place).forEach((at, bytes) -> taker.take(at, DataReader.of(bytes).readFixedLong()));
  }

  void takeDoubles(Place place, DoubleTaker taker) {
    taken(place)
        .forEach(
            (at, bytes) ->
                taker.take(at, Double.longBitsToDouble(DataReader.of(bytes).readFixedLong())));
  }

  void takeObjects(Place place, ObjectTaker taker) {
    Column column = columns.get(place);
    CodecSchema schema = column == null ? null : column.schema;
    if (schema != null) {
      taken(place).forEach((at, bytes) -> taker.take(at, schema, bytes));
    }
  }

  private Map<Integer, byte[]> taken(Place place) {
    Column column = columns.remove(place);
    return column == null ? Map.of() : column.values;
  }

  void takeTimers(String name, TimerTaker taker) {
    Table table = tables.remove(name);
    if (table != null) {
      for (Timer timer : table.timers) {
        taker.take(timer.timeMs, timer.place, table.schema, timer.tag);
      }
    }
  }

  void drop(Place place) {
    columns.remove(place);
  }

  void forget(int place) {
    columns.values().forEach(column -> column.values.remove(place));
  }

  List<Long> namespaces(String name) {
    return columns.keySet().stream()
        .filter(place -> place.name().equals(name))
        .map(Place::namespace)
        .toList();
  }

  TreeSet<String> names() {
    TreeSet<String> names = new TreeSet<>(tables.keySet());
    columns.keySet().forEach(place -> names.add(place.name()));
    return names;
  }

  byte[] toBytes() {
    DataWriter out = DataWriter.create();
    out.writeInt(keys.size());
    for (Key key : keys) {
      out.writeInt(key.place);
      out.writeInt(key.retained);
      out.writeBytes(key.bytes);
    }
    out.writeInt(columns.size());
    columns.forEach(
        (place, column) -> {
          out.writeUtf8(place.name());
          out.writeLong(place.namespace());
          out.writeInt(column.kind.ordinal());
          if (column.schema != null) {
            SCHEMAS.write(column.schema, out);
          }
          out.writeInt(column.values.size());
          column.values.forEach(
              (at, bytes) -> {
                out.writeInt(at);
                out.writeBytes(bytes);
              });
        });
    out.writeInt(tables.size());
    tables.forEach(
        (name, table) -> {
          out.writeUtf8(name);
          out.writeInt(table.domain.ordinal());
          SCHEMAS.write(table.schema, out);
          out.writeInt(table.timers.size());
          for (Timer timer : table.timers) {
            out.writeLong(timer.timeMs);
            out.writeInt(timer.place);
            out.writeBytes(timer.tag);
          }
        });
    return out.toByteArray();
  }

  static StrictImage read(
      KeyGroupRange range, boolean longKeys, @Nullable CodecSchema keySchema, byte[] bytes) {
    StrictImage image = new StrictImage(range, longKeys, keySchema);
    DataReader in = DataReader.of(bytes);
    for (int left = in.readInt(); left > 0; left--) {
      int place = in.readInt();
      int retained = in.readInt();
      image.keys.add(new Key(place, in.readBytes(), retained));
    }
    for (int left = in.readInt(); left > 0; left--) {
      Place place = new Place(in.readUtf8(), in.readLong());
      ColumnSpec.Kind kind = ColumnSpec.Kind.values()[in.readInt()];
      CodecSchema schema = kind == ColumnSpec.Kind.OBJECT ? SCHEMAS.read(in) : null;
      Column column = image.column(place, kind, schema);
      for (int values = in.readInt(); values > 0; values--) {
        int at = in.readInt();
        column.values.put(at, in.readBytes());
      }
    }
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUtf8();
      TimeDomain domain = TimeDomain.values()[in.readInt()];
      Table table = new Table(domain, SCHEMAS.read(in), new ArrayList<>());
      for (int timers = in.readInt(); timers > 0; timers--) {
        long timeMs = in.readLong();
        int place = in.readInt();
        table.timers.add(new Timer(timeMs, place, in.readBytes()));
      }
      image.tables.put(name, table);
    }
    in.expectEnd();
    return image;
  }

  @Override
  public KeyGroupRange range() {
    return range;
  }

  @Override
  public boolean longKeys() {
    return longKeys;
  }

  @Override
  public @Nullable CodecSchema keySchema() {
    return keySchema;
  }

  @Override
  public List<StoredColumn> columns() {
    List<StoredColumn> stored = new ArrayList<>();
    columns.forEach(
        (place, column) ->
            stored.add(
                new StoredColumn(place.name(), column.kind, place.namespace(), column.schema)));
    return stored;
  }

  @Override
  public List<StoredTimers> timers() {
    List<StoredTimers> stored = new ArrayList<>();
    tables.forEach((name, table) -> stored.add(new StoredTimers(name, table.domain, table.schema)));
    return stored;
  }

  @Override
  public void keys(KeyReceiver receiver) {
    for (Key key : keys) {
      DataReader in = DataReader.of(key.bytes);
      if (longKeys) {
        receiver.key(key.place, in.readFixedLong(), key.retained);
      } else {
        receiver.key(key.place, in, key.retained);
      }
    }
  }

  @Override
  public void values(StoredColumn stored, ValueReceiver receiver) {
    Column column = columns.get(new Place(stored.name(), stored.namespace()));
    if (column == null) {
      return;
    }
    column.values.forEach(
        (at, bytes) -> {
          DataReader in = DataReader.of(bytes);
          switch (column.kind) {
            case LONG -> receiver.value(at, in.readFixedLong());
            case DOUBLE -> receiver.value(at, Double.longBitsToDouble(in.readFixedLong()));
            case OBJECT -> receiver.value(at, in);
          }
        });
  }

  @Override
  public void timers(StoredTimers stored, TimerReceiver receiver) {
    Table table = tables.get(stored.name());
    if (table != null) {
      for (Timer timer : table.timers) {
        receiver.timer(timer.timeMs, timer.place, DataReader.of(timer.tag));
      }
    }
  }

  @Override
  public void close() {}
}
