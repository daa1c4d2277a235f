package io.millrace.joins;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.testkit.StoredInMemory;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one join the way the engine would, in one or more subtasks, and notes all that comes out of
 * it. State is kept by the strict backend, which finds changes in place.
 */
final class JoinHarness implements OperatorMetrics, TimeSource {
  /** What a test sends: an id that names it in the results. */
  record Row(String key, String id, long timeMs) {}

  private static final int GROUPS = 128;

  final List<String> results = new ArrayList<>();
  final List<Late<?>> late = new ArrayList<>();
  final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  long openWindows;
  long firedWindows;
  long taken;
  long resumes;
  long wallMs;

  private final StateBackendProvider provider;
  private final StateBackend backend;
  private final Step step;
  private final List<Subtask> subtasks = new ArrayList<>();
  private final Output<Object> out = (value, timeMs) -> results.add(value + "@" + timeMs);
  private long watermark = EventTimes.MIN;
  private long epoch = 1;

  JoinHarness(Step step) {
    this(step, "strict");
  }

  JoinHarness(Step step, String backendName) {
    this.step = step;
    this.provider = ProviderLoader.named(StateBackendProvider.class, backendName, "");
    this.backend =
        provider.create(BackendContext.of(new SimulatedEnvironment(new SimulatedTime(0))));
    subtasks.add(new Subtask(0, 1));
    subtasks.get(0).operator.open(subtasks.get(0));
  }

  TwoInputOperator<Row, Row, Object> operator() {
    return subtasks.get(0).operator;
  }

  /** The state, as long as there is one subtask. */
  KeyedStateStore store() {
    assertThat(subtasks).hasSize(1);
    return subtasks.get(0).store;
  }

  /** How many keys have state or timers. */
  int keys() {
    return subtasks.stream().mapToInt(subtask -> subtask.store.keys().size()).sum();
  }

  /** The earliest wall-clock time that an operator waits for. */
  long wakeMs() {
    return subtasks.stream().mapToLong(subtask -> subtask.wakeMs).min().orElseThrow();
  }

  /** One event of a split that has no watermark of its own to speak of. */
  JoinHarness left(String key, String id, long timeMs) {
    return event(true, key, id, timeMs, EventTimes.MIN);
  }

  /** As {@link #left}. */
  JoinHarness right(String key, String id, long timeMs) {
    return event(false, key, id, timeMs, EventTimes.MIN);
  }

  JoinHarness event(boolean isLeft, String key, String id, long timeMs, long ownWatermark) {
    return batch(
        isLeft, List.of(new Row(key, id, timeMs)), new long[] {ownWatermark}, ownWatermark, true);
  }

  /** A batch, with the split's watermark before each of its rows and after the last. */
  JoinHarness batch(boolean isLeft, List<Row> rows, long[] own, long ownAfter, boolean each) {
    for (Subtask subtask : subtasks) {
      subtask.take(isLeft, rows, own, ownAfter, each);
    }
    taken += rows.size();
    return this;
  }

  JoinHarness watermark(long watermarkMs) {
    watermark = watermarkMs;
    for (Subtask subtask : subtasks) {
      subtask.operator.onWatermark(watermarkMs, out);
      subtask.drain();
    }
    return this;
  }

  /** Takes a snapshot and goes on. */
  JoinHarness snapshot() {
    epoch++;
    for (Subtask subtask : subtasks) {
      subtask.store.snapshot(epoch).close();
    }
    return this;
  }

  /** Takes a snapshot and goes on from it with one subtask. */
  JoinHarness restore() {
    return restore(1);
  }

  /** Takes a snapshot and goes on from it with that many subtasks, all of them new. */
  JoinHarness restore(int parallelism) {
    epoch++;
    List<StoredInMemory> stores = new ArrayList<>();
    List<byte[]> unkeyed = new ArrayList<>();
    for (Subtask subtask : subtasks) {
      stores.add(
          StoredInMemory.write(subtask.spec, provider.name(), subtask.store.snapshot(epoch)));
      if (subtask.operator instanceof UnkeyedState state) {
        DataWriter saved = DataWriter.create();
        state.saveUnkeyed(saved);
        unkeyed.add(saved.toByteArray());
      }
      subtask.operator.close();
      subtask.store.close();
    }
    openWindows = 0;
    subtasks.clear();
    for (int i = 0; i < parallelism; i++) {
      Subtask subtask = new Subtask(i, parallelism);
      stores.forEach(stored -> subtask.store.restore(provider.open(stored)));
      if (subtask.operator instanceof UnkeyedState state) {
        for (int from = i; from < unkeyed.size(); from += parallelism) {
          state.restoreUnkeyed(DataReader.of(unkeyed.get(from)));
        }
      }
      subtasks.add(subtask);
    }
    for (Subtask subtask : subtasks) {
      subtask.operator.open(subtask);
      assertThat(subtask.store.unclaimed()).isEmpty();
    }
    return this;
  }

  JoinHarness wall(long newWallMs) {
    wallMs = newWallMs;
    for (Subtask subtask : subtasks) {
      if (subtask.wakeMs <= wallMs) {
        subtask.wakeMs = EventTimes.MAX;
        subtask.operator.onProcessingTime(wallMs, out);
        subtask.drain();
      }
    }
    return this;
  }

  JoinHarness end() {
    watermark(EventTimes.MAX);
    for (Subtask subtask : subtasks) {
      subtask.operator.onEndOfInput(out);
      subtask.drain();
    }
    return this;
  }

  /** What came out since the last call. */
  List<String> newResults() {
    List<String> copy = List.copyOf(results);
    results.clear();
    return copy;
  }

  List<String> lateIds() {
    return late.stream().map(l -> ((Row) l.value()).id()).sorted().toList();
  }

  long fate(Fate fate) {
    return fates.getOrDefault(fate, 0L);
  }

  @Override
  public void count(Fate fate, long events) {
    fates.merge(fate, events, Long::sum);
  }

  @Override
  public void inFlight(long change) {
    throw new AssertionError("a join decides the fate of an event at once");
  }

  @Override
  public void openWindows(long change) {
    openWindows += change;
  }

  @Override
  public void firedWindows(long count) {
    firedWindows += count;
  }

  @Override
  public long wallMillis() {
    return wallMs;
  }

  @Override
  public long monotonicNanos() {
    return wallMs * 1_000_000;
  }

  /** One operator with its store. */
  private final class Subtask implements OperatorContext {
    final StoreSpec spec;
    final KeyedStateStore store;
    final TwoInputOperator<Row, Row, Object> operator;
    long wakeMs = EventTimes.MAX;
    private final int number;
    private final Batch<Row> batch = new Batch<>();

    @SuppressWarnings("unchecked")
    Subtask(int number, int parallelism) {
      this.number = number;
      KeyGroupRange range = KeyGroupRange.of(number, parallelism, GROUPS);
      spec = new StoreSpec("join", number, range, false, Codecs.of(String.class), true);
      store = backend.open(spec);
      PlanNode node = new PlanNode("join", step, List.of(), Object.class);
      List<Type> types = List.of(Row.class, Row.class);
      operator =
          (TwoInputOperator<Row, Row, Object>) new JoinsProvider().factory(node, types).create();
    }

    void take(boolean isLeft, List<Row> rows, long[] own, long ownAfter, boolean each) {
      batch.reset(isLeft ? 0 : 1, taken, ownAfter);
      Object[] keys = new Object[rows.size()];
      int count = 0;
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        int group = KeyGroupRange.groupOf(row.key().hashCode(), GROUPS);
        if (group >= spec.range().from() && group < spec.range().to()) {
          batch.append(row, row.timeMs());
          keys[count] = row.key();
          if (each) {
            batch.eachWatermark()[count] = own[i];
          }
          count++;
        }
      }
      if (count == 0) {
        batch.forget();
        return;
      }
      store.keys().resolve(keys, count, batch.slots());
      if (isLeft) {
        operator.processLeft(batch, out);
      } else {
        operator.processRight(batch, out);
      }
      batch.forget();
      store.reclaim();
    }

    void drain() {
      @SuppressWarnings("unchecked")
      Resumable<Object> resumable = (Resumable<Object>) operator;
      while (resumable.pending()) {
        resumable.resume(out);
        resumes++;
      }
      store.reclaim();
    }

    @Override
    public String operatorId() {
      return "join";
    }

    @Override
    public int subtask() {
      return number;
    }

    @Override
    public TimeSource time() {
      return JoinHarness.this;
    }

    @Override
    public OperatorMetrics metrics() {
      return JoinHarness.this;
    }

    @Override
    public KeyedStateStore store() {
      return store;
    }

    @Override
    public long watermark() {
      return watermark;
    }

    @Override
    public void wakeAt(long time) {
      wakeMs = Math.min(wakeMs, time);
    }

    @Override
    public <X> Output<X> side(SideOutput<X> side) {
      return (value, timeMs) -> late.add((Late<?>) value);
    }

    @Override
    public String splitName(int split) {
      return "split-" + split;
    }

    @Override
    public boolean durable() {
      return true;
    }
  }
}
