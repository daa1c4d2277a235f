package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PolledOutput;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.time.EventTimes;
import io.millrace.testkit.SimulatedTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Runs an asynchronous operator as a task does; the test completes its calls. */
final class AsyncBench implements OperatorContext, PolledOutput<Long> {
  /** Counts fates. */
  static final class Metrics implements OperatorMetrics {
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
    long in;
    long inFlight;

    long count(Fate fate) {
      return fates.getOrDefault(fate, 0L);
    }

    @Override
    public void count(Fate fate, long events) {
      fates.merge(fate, events, Long::sum);
    }

    @Override
    public void inFlight(long change) {
      inFlight += change;
    }

    @Override
    public void restored(long events) {
      in += events;
      inFlight += events;
    }

    @Override
    public void openWindows(long change) {}

    @Override
    public void firedWindows(long count) {}
  }

  final SimulatedTime time = new SimulatedTime(0);
  Metrics metrics = new Metrics();
  final List<CompletableFuture<Long>> calls = new ArrayList<>();
  final List<Long> asked = new ArrayList<>();
  final List<String> emitted = new ArrayList<>();
  final List<String> origins = new ArrayList<>();
  final List<DeadLetter<?>> dead = new ArrayList<>();
  AsyncOperator<Long, Long> operator;
  private final AsyncSettings settings;
  private final Batch<Long> batch = new Batch<>();
  private long offset;
  private long passed = EventTimes.MIN;
  private long told = EventTimes.MIN;

  /** Splits have other numbers in each run. */
  private int run;

  AsyncBench(AsyncSettings settings) {
    this.settings = settings;
    operator = newOperator();
    operator.open(this);
  }

  private AsyncOperator<Long, Long> newOperator() {
    return new AsyncOperator<>(
        settings,
        (Long value) -> {
          CompletableFuture<Long> call = new CompletableFuture<>();
          calls.add(call);
          asked.add(value);
          return call;
        },
        Codecs.of(Long.class));
  }

  byte[] save() {
    DataWriter out = DataWriter.create();
    operator.saveUnkeyed(out);
    return out.toByteArray();
  }

  /** Goes on in a new run with what operators have saved, at that watermark. */
  void restart(List<byte[]> saved, long watermarkMs) {
    operator.close();
    run++;
    told = watermarkMs;
    metrics = new Metrics();
    operator = newOperator();
    saved.forEach(each -> operator.restoreUnkeyed(DataReader.of(each)));
    operator.open(this);
    passWatermark();
  }

  /** Crashes and goes on from this moment. */
  void restart() {
    restart(List.of(save()), told);
  }

  /** All that came in has met its fate or is in flight. */
  void checkBalance() {
    long met = metrics.fates.values().stream().mapToLong(Long::longValue).sum();
    assertThat(met + metrics.inFlight).isEqualTo(metrics.in);
  }

  void batch(long... values) {
    metrics.in += values.length;
    batch.reset(7 + 100 * run, offset, EventTimes.MIN);
    for (long value : values) {
      batch.append(value, value);
    }
    offset += values.length;
    operator.process(batch, this);
    batch.forget();
  }

  void watermark(long watermarkMs) {
    told = watermarkMs;
    operator.onWatermark(watermarkMs, this);
    passWatermark();
  }

  void pollAll() {
    boolean more = true;
    while (more) {
      more = operator.poll(this);
      passWatermark();
    }
  }

  /** Completes or fails one call that is open. */
  void finishOne(SplittableRandom random) {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      if (!calls.get(i).isDone()) {
        open.add(i);
      }
    }
    if (!open.isEmpty()) {
      int call = open.get(random.nextInt(open.size()));
      if (random.nextInt(5) == 0) {
        calls.get(call).completeExceptionally(new IllegalStateException("down"));
      } else {
        calls.get(call).complete(asked.get(call));
      }
    }
  }

  private void passWatermark() {
    long released = operator.releasedWatermark();
    if (released > passed) {
      passed = released;
      emitted.add("w" + released);
    }
  }

  @Override
  public void emit(Long value, long timeMs) {
    emitted.add(String.valueOf(value));
  }

  @Override
  public void emit(Long value, long timeMs, int split, long eventOffset, long watermarkMs) {
    emitted.add(String.valueOf(value));
    origins.add(split - 100 * run + "/" + eventOffset);
  }

  @Override
  public String operatorId() {
    return "bench";
  }

  @Override
  public int subtask() {
    return 0;
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
    throw new IllegalStateException("not keyed");
  }

  @Override
  public long watermark() {
    return told;
  }

  @Override
  public void wakeAt(long wallMs) {}

  @Override
  public <X> Output<X> side(SideOutput<X> side) {
    return (value, timeMs) -> dead.add((DeadLetter<?>) value);
  }

  @Override
  public String splitName(int split) {
    return "split-" + (split - 100 * run);
  }

  @Override
  public int splitNumber(String name) {
    return Integer.parseInt(name.substring("split-".length())) + 100 * run;
  }

  @Override
  public boolean durable() {
    return true;
  }
}
