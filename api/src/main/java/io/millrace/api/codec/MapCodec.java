package io.millrace.api.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map: the number of entries with a flag as in {@link SequenceCodec}, then key, value, key,
 * value. What is read cannot be modified, keeps the order and may hold nulls. Immutable.
 */
final class MapCodec extends DerivedCodec<Object> {
  private final Codec<Object> key;
  private final Codec<Object> value;

  MapCodec(Codec<Object> key, Codec<Object> value) {
    this.key = key;
    this.value = value;
  }

  @Override
  public void write(Object map, DataWriter out) {
    if (!(map instanceof Map<?, ?> typed)) {
      throw mismatch(Map.class, map);
    }
    List<@Nullable Object> flat = new ArrayList<>(2 * typed.size());
    for (Map.Entry<?, ?> entry : typed.entrySet()) {
      flat.add(entry.getKey());
      flat.add(entry.getValue());
    }
    boolean nulls = SequenceCodec.hasNull(flat.toArray());
    SequenceCodec.writeFlaggedLength(flat.size() / 2, nulls, out);
    for (int i = 0; i < flat.size(); i += 2) {
      SequenceCodec.writeElement(flat.get(i), nulls, key, out);
      SequenceCodec.writeElement(flat.get(i + 1), nulls, value, out);
    }
  }

  @Override
  public Object read(DataReader in) {
    int flagged = in.readFlaggedLength(2);
    boolean nulls = (flagged & 1) == 1;
    int size = flagged >>> 1;
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      Object k = SequenceCodec.readElement(nulls, key, in);
      map.put(k, SequenceCodec.readElement(nulls, value, in));
    }
    if (map.size() != size) {
      throw in.corrupt("a map has equal keys");
    }
    return Collections.unmodifiableMap(map);
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("map");
    return new MapCodec(stored.distinctPart("key", key), stored.part("value", value));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return new CodecSchema(
        "map", "", 1, List.of(trail.field("key", true, key), trail.field("value", true, value)));
  }
}
