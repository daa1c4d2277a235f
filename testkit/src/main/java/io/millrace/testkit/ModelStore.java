package io.millrace.testkit;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.type.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;

/**
 * What a store should hold, in plain maps by key: the simple thing {@link SnapshotHistory} compares
 * with. Every value stored counts once for its key.
 */
final class ModelStore {
  /** The columns there are, one of each kind. */
  static final List<ColumnSpec> SPECS =
      List.of(
          ColumnSpec.longs("total"),
          ColumnSpec.doubles("sum"),
          ColumnSpec.objects("list", new ListCodec()));

  /** By column, then namespace, then key: a Long, a Double or a list of Longs. */
  private final List<TreeMap<Long, TreeMap<Long, Object>>> columns = new ArrayList<>();

  /** In the order of setting. */
  private final List<Timer> timers = new ArrayList<>();

  /** A timer. */
  record Timer(long timeMs, long key, String tag) {}

  ModelStore() {
    SPECS.forEach(spec -> columns.add(new TreeMap<>()));
  }

  /** The state now, which no later change reaches. */
  ModelStore copy() {
    return part(new KeyGroupRange(0, 1, 1), key -> 0);
  }

  /** A copy of what belongs to those key groups. */
  ModelStore part(KeyGroupRange range, LongToIntFunction groupOf) {
    ModelStore part = new ModelStore();
    for (int i = 0; i < columns.size(); i++) {
      TreeMap<Long, TreeMap<Long, Object>> to = part.columns.get(i);
      columns
          .get(i)
          .forEach(
              (namespace, values) ->
                  values.forEach(
                      (key, value) -> {
                        int group = groupOf.applyAsInt(key);
                        if (group >= range.from() && group < range.to()) {
                          to.computeIfAbsent(namespace, n -> new TreeMap<>()).put(key, copy(value));
                        }
                      }));
    }
    for (Timer timer : timers) {
      int group = groupOf.applyAsInt(timer.key());
      if (group >= range.from() && group < range.to()) {
        part.timers.add(timer);
      }
    }
    return part;
  }

  private static Object copy(Object value) {
    return value instanceof List<?> list ? new ArrayList<>(list) : value;
  }

  /** The values of a column in a namespace, to be read and changed. */
  TreeMap<Long, Object> values(int column, long namespace) {
    return columns.get(column).computeIfAbsent(namespace, n -> new TreeMap<>());
  }

  /** The namespaces of a column that hold something. */
  List<Long> namespaces(int column) {
    List<Long> present = new ArrayList<>();
    columns
        .get(column)
        .forEach(
            (namespace, values) -> {
              if (!values.isEmpty()) {
                present.add(namespace);
              }
            });
    return present;
  }

  List<Timer> timers() {
    return timers;
  }

  /** The timers in the order they fire: by time, then by order of setting. */
  List<Timer> firing() {
    List<Timer> sorted = new ArrayList<>(timers);
    sorted.sort(Comparator.comparingLong(Timer::timeMs));
    return sorted;
  }

  /** How many values each key has, timers not counted; only keys that have a value or a timer. */
  Map<Long, Integer> retained() {
    Map<Long, Integer> counts = new TreeMap<>();
    columns.forEach(
        byNamespace ->
            byNamespace
                .values()
                .forEach(
                    values -> values.keySet().forEach(key -> counts.merge(key, 1, Integer::sum))));
    timers.forEach(timer -> counts.merge(timer.key(), 0, Integer::sum));
    return counts;
  }

  /** Lists that can be changed. */
  private static final class ListCodec implements Codec<List<Long>> {
    private final Codec<List<Long>> fixed =
        Codecs.derive(Types.parameterized(List.class, Long.class), "");

    @Override
    public void write(List<Long> value, DataWriter out) {
      fixed.write(value, out);
    }

    @Override
    public List<Long> read(DataReader in) {
      return new ArrayList<>(fixed.read(in));
    }

    @Override
    public CodecSchema schema() {
      return fixed.schema();
    }
  }
}
