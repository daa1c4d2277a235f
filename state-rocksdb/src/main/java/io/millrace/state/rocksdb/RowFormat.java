package io.millrace.state.rocksdb;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import org.jspecify.annotations.Nullable;

/**
 * The values of rows. The row of a key: how often it was retained, its life, and then for each
 * column without namespace in which it has a value, the column's number and the value. The row of a
 * value: the life of its key, and the value. One thread; keeps a buffer.
 */
final class RowFormat {
  private final DataWriter scratch = DataWriter.create();

  /** Receives what is in the row of a key. */
  interface Receiver {
    /** A value that is not an object: a long, or the bits of a double. */
    void number(int column, long value);

    /** An object, encoded; the array is the receiver's. */
    void object(int column, byte[] encoded);
  }

  /** Says what a column's number means. */
  @FunctionalInterface
  interface Kinds {
    /** The kind of the values under that number. */
    ColumnSpec.Kind kind(int column);
  }

  /** Begins the row of a key. */
  static void begin(long life, DataWriter out) {
    out.writeLength(Slots.retained(life));
    out.writeFixedInt(Slots.number(life));
  }

  /** Begins the row of a value. */
  static void beginValue(long life, DataWriter out) {
    out.writeFixedInt(Slots.number(life));
  }

  /**
   * Appends a value to the row of a key, with its column's number; nothing if it is empty.
   *
   * @param page of the column, or null
   */
  void append(ColumnEntry entry, @Nullable Object page, int slot, DataWriter out) {
    if (page != null && holds(entry.kind(), page, Pages.offset(slot))) {
      out.writeLength(entry.id());
      value(entry, page, Pages.offset(slot), out, true);
    }
  }

  /** Appends a value that is not empty to a row of its own. */
  void appendAlone(ColumnEntry entry, Object page, int slot, DataWriter out) {
    value(entry, page, Pages.offset(slot), out, false);
  }

  /** Appends a number that is not empty to the row of a key. */
  static void appendNumber(ColumnEntry entry, long value, DataWriter out) {
    out.writeLength(entry.id());
    if (entry.kind() == ColumnSpec.Kind.LONG) {
      out.writeLong(value);
    } else {
      out.writeFixedLong(value);
    }
  }

  /** Appends an encoded object to the row of a key. */
  static void appendObject(int column, byte[] encoded, DataWriter out) {
    out.writeLength(column);
    out.writeBytes(encoded);
  }

  /** Whether there is a value at that place of a page. */
  static boolean holds(ColumnSpec.Kind kind, Object page, int at) {
    return switch (kind) {
      case LONG -> ((long[]) page)[at] != 0;
      case DOUBLE -> Double.doubleToRawLongBits(((double[]) page)[at]) != 0;
      case OBJECT ->
          page instanceof ShownObjects objects ? objects.holds(at) : ((Object[]) page)[at] != null;
    };
  }

  private void value(ColumnEntry entry, Object page, int at, DataWriter out, boolean withLength) {
    switch (entry.kind()) {
      case LONG -> out.writeLong(((long[]) page)[at]);
      case DOUBLE -> out.writeDouble(((double[]) page)[at]);
      case OBJECT -> {
        if (withLength) {
          scratch.reset();
          object(entry, page, at, scratch);
          out.writeLength(scratch.size());
          out.writeRaw(scratch);
        } else {
          object(entry, page, at, out);
        }
      }
    }
  }

  private static void object(ColumnEntry entry, Object page, int at, DataWriter out) {
    if (page instanceof ShownObjects objects) {
      objects.write(at, out);
    } else {
      Object value = ((Object[]) page)[at];
      if (entry.raw() && value instanceof byte[] encoded) {
        out.writeRaw(encoded, 0, encoded.length);
      } else {
        entry.encode(value, out);
      }
    }
  }

  /** The life with which the row of a key begins: number and count, as {@link Slots} keeps it. */
  static long life(DataReader row) {
    int retained = row.readLength(0);
    return (long) row.readFixedInt() << 32 | (retained + 1L);
  }

  /** Reads the values of the row of a key, from behind its life. */
  static void read(DataReader in, Kinds kinds, Receiver receiver) {
    while (in.remaining() > 0) {
      int column = in.readLength(0);
      switch (kinds.kind(column)) {
        case LONG -> receiver.number(column, in.readLong());
        case DOUBLE -> receiver.number(column, in.readFixedLong());
        case OBJECT -> receiver.object(column, in.readBytes());
      }
    }
  }
}
