package io.millrace.api.backend;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.time.TimeDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a stored store, independent of the backend that wrote it: what restoring with
 * another backend or another parallelism reads, and what the inspector shows. Objects are given in
 * encoded form; the readers passed to receivers are valid during the call only and hold exactly one
 * value.
 *
 * <p>A key is known by its <em>place</em>, a number without meaning that columns and timers refer
 * to. Used by one thread.
 */
public interface StateImage extends AutoCloseable {
  /** The key groups it holds. */
  KeyGroupRange range();

  /** Whether keys are longs. */
  boolean longKeys();

  /** The schema of object keys; null for long keys. */
  @Nullable CodecSchema keySchema();

  /** The columns that hold something. */
  List<StoredColumn> columns();

  /** The timer tables that hold something. */
  List<StoredTimers> timers();

  /** All keys. */
  void keys(KeyReceiver receiver);

  /** All values of a column that differ from the empty value. */
  void values(StoredColumn column, ValueReceiver receiver);

  /** All timers of a table, in the order they would fire. */
  void timers(StoredTimers table, TimerReceiver receiver);

  @Override
  void close();

  /**
   * A column in a checkpoint.
   *
   * @param name the column's name
   * @param kind what it holds
   * @param namespace its namespace
   * @param schema how objects are encoded; null for primitive columns
   */
  record StoredColumn(
      String name, ColumnSpec.Kind kind, long namespace, @Nullable CodecSchema schema) {}

  /**
   * A timer table in a checkpoint.
   *
   * @param name its name
   * @param domain its clock
   * @param schema how tags are encoded
   */
  record StoredTimers(String name, TimeDomain domain, @Nullable CodecSchema schema) {}

  /** Takes keys. */
  interface KeyReceiver {
    /** A long key and how often its slot was retained, timers not counted. */
    void key(int place, long key, int retained);

    /** An object key and how often its slot was retained, timers not counted. */
    void key(int place, DataReader key, int retained);
  }

  /** Takes the values of one column; one of the three methods is called, by the column's kind. */
  interface ValueReceiver {
    /** A long. */
    default void value(int place, long value) {}

    /** A double. */
    default void value(int place, double value) {}

    /** An object, encoded. */
    default void value(int place, DataReader value) {}
  }

  /** Takes timers. */
  interface TimerReceiver {
    /** A timer and its encoded tag. */
    void timer(long timeMs, int place, DataReader tag);
  }
}
