package io.millrace.joins;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Runs one join the way the engine would and notes all that comes out of it. */
final class JoinHarness implements OperatorContext, OperatorMetrics, TimeSource {
  /** What a test sends: an id that names it in the results. */
  record Row(String key, String id, long timeMs) {}

  final TestStore store = new TestStore();
  final List<String> results = new ArrayList<>();
  final List<Late<?>> late = new ArrayList<>();
  final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  long openWindows;
  long firedWindows;
  long taken;
  long resumes;
  long wallMs;
  long wakeMs = EventTimes.MAX;

  private final TwoInputOperator<Row, Row, Object> operator;
  private final Output<Object> out = (value, timeMs) -> results.add(value + "@" + timeMs);
  private final Batch<Row> batch = new Batch<>();
  private long watermark = EventTimes.MIN;

  @SuppressWarnings("unchecked")
  JoinHarness(Step step) {
    PlanNode node = new PlanNode("join", step, List.of(), Object.class);
    List<Type> types = List.of(Row.class, Row.class);
    operator =
        (TwoInputOperator<Row, Row, Object>) new JoinsProvider().factory(node, types).create();
    operator.open(this);
  }

  TwoInputOperator<Row, Row, Object> operator() {
    return operator;
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
    batch.reset(isLeft ? 0 : 1, taken, ownAfter);
    Object[] keys = new Object[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      batch.append(rows.get(i), rows.get(i).timeMs());
      keys[i] = rows.get(i).key();
      if (each) {
        batch.eachWatermark()[i] = own[i];
      }
    }
    store.keys().resolve(keys, keys.length, batch.slots());
    if (isLeft) {
      operator.processLeft(batch, out);
    } else {
      operator.processRight(batch, out);
    }
    taken += rows.size();
    batch.forget();
    store.reclaim();
    return this;
  }

  JoinHarness watermark(long watermarkMs) {
    watermark = watermarkMs;
    operator.onWatermark(watermarkMs, out);
    drain();
    return this;
  }

  /** Stores all state as bytes and goes on with what they say. */
  JoinHarness restore() {
    store.throughBytes();
    return this;
  }

  JoinHarness wall(long newWallMs) {
    wallMs = newWallMs;
    if (wakeMs <= wallMs) {
      wakeMs = EventTimes.MAX;
      operator.onProcessingTime(wallMs, out);
      drain();
    }
    return this;
  }

  private void drain() {
    @SuppressWarnings("unchecked")
    Resumable<Object> resumable = (Resumable<Object>) operator;
    while (resumable.pending()) {
      resumable.resume(out);
      resumes++;
    }
    store.reclaim();
  }

  JoinHarness end() {
    watermark(EventTimes.MAX);
    operator.onEndOfInput(out);
    drain();
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
  public String operatorId() {
    return "join";
  }

  @Override
  public int subtask() {
    return 0;
  }

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  public OperatorMetrics metrics() {
    return this;
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
}
