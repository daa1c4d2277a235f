package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorLifecycle;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.time.EventTimes;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.testkit.StoredInMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Runs a keyed operator in one or more subtasks, takes checkpoints and goes on from them with
 * another number of subtasks. Keys are longs.
 */
final class RestoreBench<I> implements AutoCloseable {
  private static final int GROUPS = 128;

  /** What came out, in order. */
  final List<String> results = new ArrayList<>();

  private final Supplier<OperatorLifecycle<String>> factory;
  private final ToLongFunction<I> keyOf;
  private final boolean rightToAll;
  private final StateBackendProvider provider;
  private final StateBackend backend;
  private final SimulatedTime time = new SimulatedTime(0);
  private final List<Subtask> subtasks = new ArrayList<>();
  private final Output<String> out = (value, timeMs) -> results.add(value + "@" + timeMs);
  private long watermark = EventTimes.MIN;
  private long epoch = 1;

  RestoreBench(
      String backendName,
      Supplier<OperatorLifecycle<String>> factory,
      ToLongFunction<I> keyOf,
      boolean rightToAll) {
    this.factory = factory;
    this.keyOf = keyOf;
    this.rightToAll = rightToAll;
    this.provider = ProviderLoader.named(StateBackendProvider.class, backendName, "");
    this.backend = provider.create(BackendContext.of(new SimulatedEnvironment(time)));
    subtasks.add(new Subtask(0, 1));
    subtasks.forEach(Subtask::open);
  }

  /** A moment of all subtasks, which need not be written down at once. */
  final class Checkpoint {
    private final List<StoreSpec> specs = new ArrayList<>();
    private final List<StoreSnapshot> snapshots = new ArrayList<>();
    private final List<StoredInMemory> stored = new ArrayList<>();
    private final List<byte[]> unkeyed = new ArrayList<>();
    private final long watermarkThen = watermark;
    private final long wallThen = time.wallMillis();
    private final int resultsThen = results.size();

    private Checkpoint() {
      epoch++;
      for (Subtask subtask : subtasks) {
        specs.add(subtask.spec);
        snapshots.add(subtask.store.snapshot(epoch));
        if (subtask.operator instanceof UnkeyedState state) {
          DataWriter saved = DataWriter.create();
          state.saveUnkeyed(saved);
          unkeyed.add(saved.toByteArray());
        }
      }
    }

    /** Writes it down; whatever happened meanwhile is not in it. */
    void write() {
      for (int i = stored.size(); i < snapshots.size(); i++) {
        stored.add(StoredInMemory.write(specs.get(i), provider.name(), snapshots.get(i)));
      }
    }
  }

  Checkpoint checkpoint() {
    return new Checkpoint();
  }

  /** Forgets all that happened since, and goes on from there. */
  void goOnFrom(Checkpoint checkpoint, int parallelism) {
    checkpoint.write();
    close();
    results.subList(checkpoint.resultsThen, results.size()).clear();
    watermark = checkpoint.watermarkThen;
    time.wall(checkpoint.wallThen); // what follows then happens at the times it would have
    for (int i = 0; i < parallelism; i++) {
      Subtask subtask = new Subtask(i, parallelism);
      for (StoredInMemory stored : checkpoint.stored) {
        try (StateImage image = provider.open(stored)) {
          subtask.store.restore(image);
        }
      }
      if (subtask.operator instanceof UnkeyedState state && !checkpoint.unkeyed.isEmpty()) {
        assertThat(state.deal()).isEqualTo(UnkeyedState.Deal.FIRST_TO_ALL);
        state.restoreUnkeyed(DataReader.of(checkpoint.unkeyed.get(0)));
      }
      subtasks.add(subtask);
    }
    for (Subtask subtask : subtasks) {
      subtask.open();
      assertThat(subtask.store.unclaimed()).isEmpty();
    }
  }

  void batch(boolean isLeft, List<I> values, long timeMs) {
    for (Subtask subtask : subtasks) {
      subtask.take(isLeft, values, timeMs);
    }
  }

  void watermark(long watermarkMs) {
    watermark = watermarkMs;
    for (Subtask subtask : subtasks) {
      subtask.operator.onWatermark(watermarkMs, out);
      subtask.drain();
    }
  }

  void wall(long wallMs) {
    time.wall(wallMs);
    for (Subtask subtask : subtasks) {
      if (subtask.wakeMs <= wallMs) {
        subtask.wakeMs = EventTimes.MAX;
        subtask.operator.onProcessingTime(wallMs, out);
        subtask.drain();
      }
    }
  }

  int keys() {
    return subtasks.stream().mapToInt(subtask -> subtask.store.keys().size()).sum();
  }

  @Override
  public void close() {
    for (Subtask subtask : subtasks) {
      subtask.operator.close();
      subtask.store.close();
    }
    subtasks.clear();
  }

  /** Nobody asks. */
  private static final class NoMetrics implements OperatorMetrics {
    @Override
    public void count(Fate fate, long events) {}

    @Override
    public void inFlight(long change) {}

    @Override
    public void openWindows(long change) {}

    @Override
    public void firedWindows(long count) {}
  }

  private final class Subtask implements OperatorContext {
    final StoreSpec spec;
    final KeyedStateStore store;
    final OperatorLifecycle<String> operator = factory.get();
    long wakeMs = EventTimes.MAX;
    private final int number;
    private final OperatorMetrics metrics = new NoMetrics();
    private final Batch<Object> batch = new Batch<>();

    Subtask(int number, int parallelism) {
      this.number = number;
      KeyGroupRange range = KeyGroupRange.of(number, parallelism, GROUPS);
      spec = new StoreSpec("bench", number, range, true, Codecs.of(Long.class), true);
      store = backend.open(spec);
    }

    void open() {
      operator.open(this);
    }

    @SuppressWarnings("unchecked")
    void take(boolean isLeft, List<I> values, long timeMs) {
      batch.reset(0, 0, watermark);
      long[] keys = new long[values.size()];
      int count = 0;
      for (I value : values) {
        long key = keyOf.applyAsLong(value);
        int group = KeyGroupRange.groupOf(Long.hashCode(key), GROUPS);
        boolean toAll = !isLeft && rightToAll;
        if (toAll || (group >= spec.range().from() && group < spec.range().to())) {
          batch.append(value, timeMs);
          keys[count++] = key;
        }
      }
      if (count == 0) {
        batch.forget();
        return;
      }
      if (isLeft || !rightToAll) {
        store.keys().resolve(keys, count, batch.slots());
      }
      if (operator instanceof TwoInputOperator<?, ?, ?> pair) {
        TwoInputOperator<Object, Object, String> two =
            (TwoInputOperator<Object, Object, String>) pair;
        if (isLeft) {
          two.processLeft(batch, out);
        } else {
          two.processRight(batch, out);
        }
      } else {
        ((BatchOperator<Object, String>) operator).process(batch, out);
      }
      batch.forget();
      store.reclaim();
    }

    @SuppressWarnings("unchecked")
    void drain() {
      if (operator instanceof Resumable<?> resumable) {
        while (resumable.pending()) {
          ((Resumable<String>) resumable).resume(out);
        }
      }
      store.reclaim();
    }

    @Override
    public String operatorId() {
      return "bench";
    }

    @Override
    public int subtask() {
      return number;
    }

    @Override
    public TimeSource time() {
      return time;
    }

    @Override
    public OperatorMetrics metrics() {
      return metrics;
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
    public void wakeAt(long wallMs) {
      wakeMs = Math.min(wakeMs, wallMs);
    }

    @Override
    public <X> Output<X> side(SideOutput<X> side) {
      return (value, timeMs) -> {};
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
