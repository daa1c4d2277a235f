package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a column is stored: rows refer to it by its number, which is never used again in
 * this database. A column that is emptied as a whole, or gets another schema, gets a new number;
 * what lies in rows under a number that is not live is dead.
 *
 * @param id the number
 * @param name the column's name
 * @param kind what it holds
 * @param schema how objects are encoded; null for primitive columns, and for objects without codec
 * @param codec encodes; null for primitive columns, for raw ones and for objects without codec
 * @param immutable objects never change once stored
 */
record ColumnEntry(
    int id,
    String name,
    ColumnSpec.Kind kind,
    @Nullable CodecSchema schema,
    @Nullable Codec<Object> codec,
    boolean immutable) {
  /** The entry of a column as its operator asks for it. */
  @SuppressWarnings("unchecked") // the spec says what the column holds
  static ColumnEntry of(int id, ColumnSpec spec) {
    Codec<Object> codec = (Codec<Object>) spec.codec();
    CodecSchema schema = codec == null ? null : codec.schema();
    return new ColumnEntry(
        id, spec.name(), spec.kind(), schema, codec, schema != null && schema.neverChanges());
  }

  /** The same with another number. */
  ColumnEntry renumbered(int newId) {
    return new ColumnEntry(newId, name, kind, schema, codec, immutable);
  }

  /** Holds encoded bytes because nobody has asked for it yet. */
  boolean raw() {
    return kind == ColumnSpec.Kind.OBJECT && codec == null && schema != null;
  }

  /** Appends an object's bytes. */
  void encode(Object value, DataWriter out) {
    if (codec == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "column '"
              + name
              + "' holds objects but has no codec, so they cannot be stored. Give its state a type"
              + " that has one.");
    }
    codec.write(value, out);
  }
}
