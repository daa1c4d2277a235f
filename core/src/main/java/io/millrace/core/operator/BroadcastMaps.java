package io.millrace.core.operator;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.state.StateSpec;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The broadcast state of one subtask: maps by name, in order of insertion. The types of a map are
 * known only once the handler asks for it, so restored maps stay bytes until then.
 */
final class BroadcastMaps {
  private static final Codec<CodecSchema> SCHEMAS = Codecs.of(CodecSchema.class);

  private final Map<String, Named<?, ?>> maps = new TreeMap<>();
  private final Map<String, Stored> restored = new TreeMap<>();
  private String operatorId = "";

  void operatorId(String id) {
    operatorId = id;
  }

  <K, V> Map<K, V> editable(StateSpec.Entries<K, V> spec) {
    return named(spec).entries;
  }

  <K, V> Map<K, V> readOnly(StateSpec.Entries<K, V> spec) {
    return named(spec).view;
  }

  @SuppressWarnings("unchecked")
  private <K, V> Named<K, V> named(StateSpec.Entries<K, V> spec) {
    Named<?, ?> known = maps.get(spec.name());
    if (known == null) {
      known = open(spec);
      maps.put(spec.name(), known);
    } else if (!known.spec.equals(spec)) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "operator '"
              + operatorId
              + "' asked for broadcast state '"
              + spec.name()
              + "' with two different specs. Use one constant for both sides.");
    }
    return (Named<K, V>) known;
  }

  private <K, V> Named<K, V> open(StateSpec.Entries<K, V> spec) {
    if (spec.ttl() != null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "broadcast state '"
              + spec.name()
              + "' of operator '"
              + operatorId
              + "' has a time to live, which broadcast state cannot have: subtasks would drift"
              + " apart. Remove entries with a broadcast event.");
    }
    Named<K, V> named =
        new Named<>(spec, codec(spec, spec.keyType()), codec(spec, spec.valueType()));
    Stored stored = restored.remove(spec.name());
    if (stored != null) {
      String where = where(spec);
      named.read(
          DataReader.of(stored.bytes),
          CodecEvolution.keyReader(named.keyCodec, stored.keys, where),
          CodecEvolution.reader(named.valueCodec, stored.values, where));
    }
    return named;
  }

  private <S> Codec<S> codec(StateSpec spec, Type type) {
    return Codecs.derive(type, where(spec));
  }

  private String where(StateSpec spec) {
    return "broadcast state '" + spec.name() + "' of operator '" + operatorId + "'";
  }

  void save(DataWriter out) {
    out.writeInt(maps.size() + restored.size());
    maps.forEach(
        (name, named) -> {
          DataWriter content = DataWriter.create();
          named.write(content);
          new Stored(named.keyCodec.schema(), named.valueCodec.schema(), content.toByteArray())
              .write(name, out);
        });
    restored.forEach((name, stored) -> stored.write(name, out));
  }

  void restore(DataReader in) {
    maps.clear();
    restored.clear();
    for (int left = in.readInt(); left > 0; left--) {
      String name = in.readUtf8();
      CodecSchema keys = SCHEMAS.read(in);
      CodecSchema values = SCHEMAS.read(in);
      restored.put(name, new Stored(keys, values, in.readBytes()));
    }
  }

  /** A map as it was saved. */
  private static final class Stored {
    private final CodecSchema keys;
    private final CodecSchema values;
    private final byte[] bytes;

    Stored(CodecSchema keys, CodecSchema values, byte[] bytes) {
      this.keys = keys;
      this.values = values;
      this.bytes = bytes;
    }

    void write(String name, DataWriter out) {
      out.writeUtf8(name);
      SCHEMAS.write(keys, out);
      SCHEMAS.write(values, out);
      out.writeBytes(bytes);
    }
  }

  /** A map with its codecs. */
  private static final class Named<K, V> {
    private final StateSpec.Entries<K, V> spec;
    private final Codec<K> keyCodec;
    private final Codec<V> valueCodec;
    private final Map<K, V> entries = new LinkedHashMap<>();
    private final Map<K, V> view = Collections.unmodifiableMap(entries);

    Named(StateSpec.Entries<K, V> spec, Codec<K> keyCodec, Codec<V> valueCodec) {
      this.spec = spec;
      this.keyCodec = keyCodec;
      this.valueCodec = valueCodec;
    }

    void write(DataWriter out) {
      out.writeLength(entries.size());
      entries.forEach(
          (key, value) -> {
            keyCodec.write(key, out);
            valueCodec.write(value, out);
          });
    }

    void read(DataReader in, Codec<K> storedKey, Codec<V> storedValue) {
      for (int left = in.readLength(2); left > 0; left--) {
        K key = storedKey.read(in);
        entries.put(key, storedValue.read(in));
      }
      in.expectEnd();
    }
  }
}
