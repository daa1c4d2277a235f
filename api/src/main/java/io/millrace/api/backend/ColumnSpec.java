package io.millrace.api.backend;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import org.jspecify.annotations.Nullable;

/**
 * Declares a column: a name unique within its store, the kind of its values, and for objects the
 * codec that stores them.
 *
 * @param name unique within the store; part of a checkpoint's identity
 * @param kind what the column holds
 * @param codec stores objects; null for primitive columns, and for object columns that no backend
 *     has to store
 */
public record ColumnSpec(String name, Kind kind, @Nullable Codec<?> codec) {
  /** What a column holds. */
  public enum Kind {
    /** 64-bit integers. */
    LONG,
    /** 64-bit floating point. */
    DOUBLE,
    /** Objects. */
    OBJECT
  }

  /**
   * How values of a column are stored, for messages: what {@code objects} says, or a primitive
   * number.
   */
  public static CodecSchema schema(Kind kind, @Nullable CodecSchema objects) {
    return switch (kind) {
      case LONG -> CodecSchema.leaf("long", 1);
      case DOUBLE -> CodecSchema.leaf("double", 1);
      case OBJECT -> objects == null ? CodecSchema.leaf("objects", 1) : objects;
    };
  }

  /** The same for this column. */
  public CodecSchema schema() {
    return schema(kind, codec == null ? null : codec.schema());
  }

  /** A column of longs. */
  public static ColumnSpec longs(String name) {
    return new ColumnSpec(name, Kind.LONG, null);
  }

  /** A column of doubles. */
  public static ColumnSpec doubles(String name) {
    return new ColumnSpec(name, Kind.DOUBLE, null);
  }

  /** A column of objects. */
  public static ColumnSpec objects(String name, @Nullable Codec<?> codec) {
    return new ColumnSpec(name, Kind.OBJECT, codec);
  }
}
