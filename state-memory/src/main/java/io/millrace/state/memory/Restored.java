package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.StateImage.StoredColumn;
import io.millrace.api.backend.StateImage.StoredTimers;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Columns and timers taken from a checkpoint that no operator has asked for yet, objects encoded.
 * The store's thread only.
 */
final class Restored {
  private final String operatorId;
  private final Map<String, Map<StoredColumn, RestoredValues>> columns = new LinkedHashMap<>();
  private final Map<String, Map<StoredTimers, RestoredValues>> timers = new LinkedHashMap<>();

  Restored(String operatorId) {
    this.operatorId = operatorId;
  }

  /** Where the values of a column are collected. */
  RestoredValues of(StoredColumn column) {
    return columns
        .computeIfAbsent(column.name(), name -> new LinkedHashMap<>())
        .computeIfAbsent(column, key -> new RestoredValues());
  }

  /** Where the timers of a table are collected. */
  RestoredValues of(StoredTimers table) {
    return timers
        .computeIfAbsent(table.name(), name -> new LinkedHashMap<>())
        .computeIfAbsent(table, key -> new RestoredValues());
  }

  /** Whether a column of that name is waiting to be asked for. */
  boolean holds(String column) {
    return columns.containsKey(column);
  }

  /** What nobody has asked for. */
  List<String> names() {
    List<String> names = new ArrayList<>(columns.keySet());
    names.addAll(timers.keySet());
    return names;
  }

  /** Hands over the columns of a name, all namespaces. */
  void claim(ColumnSpec spec, LongFunction<MemoryColumn> target) {
    Map<StoredColumn, RestoredValues> waiting = columns.getOrDefault(spec.name(), Map.of());
    for (StoredColumn column : waiting.keySet()) {
      if (column.kind() != spec.kind()) {
        CodecEvolution.expectSame(
            spec.schema(), ColumnSpec.schema(column.kind(), column.schema()), where(spec));
        throw incompatible(
            where(spec) + " was stored as " + column.kind() + " and is declared " + spec.kind());
      }
    }
    Map<CodecSchema, Codec<?>> readers = new LinkedHashMap<>();
    waiting.forEach(
        (column, values) ->
            put(
                values,
                target.apply(column.namespace()),
                column.schema() == null
                    ? null
                    : readers.computeIfAbsent(
                        column.schema(), schema -> reader(spec.codec(), schema, where(spec)))));
    columns.remove(spec.name());
  }

  private String where(ColumnSpec spec) {
    return "column '" + spec.name() + "' of operator '" + operatorId + "'";
  }

  private static void put(RestoredValues values, MemoryColumn target, @Nullable Codec<?> codec) {
    if (target instanceof MemoryLongColumn longs) {
      for (int i = 0; i < values.count(); i++) {
        longs.set(values.slot(i), values.number(i));
      }
    } else if (target instanceof MemoryDoubleColumn doubles) {
      for (int i = 0; i < values.count(); i++) {
        doubles.set(values.slot(i), Double.longBitsToDouble(values.number(i)));
      }
    } else if (target instanceof MemoryObjectColumn<?> objects && codec != null) {
      putObjects(values, objects, codec);
    }
  }

  @SuppressWarnings("unchecked") // the codec gives what the column holds
  private static <T> void putObjects(
      RestoredValues values, MemoryObjectColumn<T> target, Codec<?> codec) {
    for (int i = 0; i < values.count(); i++) {
      DataReader in = values.object(i);
      target.set(values.slot(i), (T) codec.read(in));
      in.expectEnd();
    }
  }

  /** Hands over the timers of a name. */
  <N> void claim(String name, MemoryTimerTable<N> target, @Nullable Codec<N> codec, Slots slots) {
    String where = "timers '" + name + "' of operator '" + operatorId + "'";
    Map<StoredTimers, RestoredValues> waiting = timers.getOrDefault(name, Map.of());
    for (StoredTimers table : waiting.keySet()) {
      if (table.domain() != target.domain()) {
        throw incompatible(
            where
                + " went by "
                + table.domain()
                + " time when stored and go by "
                + target.domain()
                + " time now");
      }
    }
    waiting.forEach(
        (table, values) -> {
          CodecSchema schema = table.schema();
          if (schema == null) {
            throw incompatible(where + " were stored without a schema");
          }
          Codec<N> reader = reader(codec, schema, where);
          for (int i = 0; i < values.count(); i++) {
            DataReader in = values.object(i);
            target.set(values.number(i), values.slot(i), reader.read(in));
            in.expectEnd();
            slots.release(values.slot(i)); // retained while it waited
          }
        });
    timers.remove(name);
  }

  /**
   * Forgets what nobody asked for. Keys that only had timers in it are given back in time; those
   * that had values in its columns stay, as what was retained for whom is not known.
   */
  void giveUp(Slots slots) {
    timers
        .values()
        .forEach(
            tables ->
                tables
                    .values()
                    .forEach(
                        values -> {
                          for (int i = 0; i < values.count(); i++) {
                            slots.release(values.slot(i));
                          }
                        }));
    clear();
  }

  /** Lets go of everything; the store closes. */
  void clear() {
    timers.clear();
    columns.clear();
  }

  private static <T> Codec<T> reader(@Nullable Codec<T> codec, CodecSchema stored, String where) {
    if (codec == null) {
      throw incompatible(where + " was stored with a codec and is declared without one");
    }
    return CodecEvolution.reader(codec, stored, where);
  }

  private static MillraceException incompatible(String seen) {
    return new MillraceException(
        ApiError.STATE_INCOMPATIBLE,
        seen + ". Change the program back, or start without this state.");
  }
}
