package io.millrace.core.state;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of lists, maps and stamped values: those that are read may be changed in place, which
 * state relies on.
 */
final class StateCodecs {
  private StateCodecs() {}

  static <T> Codec<List<T>> list(Codec<T> item) {
    return new Items<>(item);
  }

  static <K, V> Codec<Map<K, V>> map(Codec<K> key, Codec<V> value) {
    return new Entries<>(key, value);
  }

  static <T> Codec<Stamped<T>> stamped(Codec<T> value) {
    return new Touched<>(value);
  }

  private static CodecSchema.Field field(String name, Codec<?> codec) {
    return new CodecSchema.Field(name, false, codec.schema());
  }

  private record Items<T>(Codec<T> item) implements Codec<List<T>> {
    @Override
    public void write(List<T> items, DataWriter out) {
      out.writeLength(items.size());
      for (T each : items) {
        item.write(each, out);
      }
    }

    @Override
    public List<T> read(DataReader in) {
      int count = in.readLength(1);
      List<T> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(item.read(in));
      }
      return items;
    }

    @Override
    public Codec<List<T>> reading(StoredFormat stored) {
      stored.expect("state-list");
      return new Items<>(stored.part("item", item));
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("state-list", "", 1, List.of(field("item", item)));
    }
  }

  private record Entries<K, V>(Codec<K> key, Codec<V> value) implements Codec<Map<K, V>> {
    @Override
    public void write(Map<K, V> entries, DataWriter out) {
      out.writeLength(entries.size());
      for (Map.Entry<K, V> entry : entries.entrySet()) {
        key.write(entry.getKey(), out);
        value.write(entry.getValue(), out);
      }
    }

    @Override
    public Map<K, V> read(DataReader in) {
      int count = in.readLength(2);
      Map<K, V> entries = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        K entryKey = key.read(in);
        entries.put(entryKey, value.read(in));
      }
      return entries;
    }

    @Override
    public Codec<Map<K, V>> reading(StoredFormat stored) {
      stored.expect("state-map");
      return new Entries<>(stored.distinctPart("key", key), stored.part("value", value));
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("state-map", "", 1, List.of(field("key", key), field("value", value)));
    }
  }

  private record Touched<T>(Codec<T> value) implements Codec<Stamped<T>> {
    @Override
    public void write(Stamped<T> stamped, DataWriter out) {
      out.writeFixedLong(stamped.touchedMs);
      value.write(stamped.value, out);
    }

    @Override
    public Stamped<T> read(DataReader in) {
      long touchedMs = in.readFixedLong();
      return new Stamped<>(value.read(in), touchedMs);
    }

    @Override
    public Codec<Stamped<T>> reading(StoredFormat stored) {
      stored.expect("state-stamped");
      return new Touched<>(stored.part("value", value));
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema("state-stamped", "", 1, List.of(field("value", value)));
    }
  }
}
