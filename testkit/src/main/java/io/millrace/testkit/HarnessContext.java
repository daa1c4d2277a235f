package io.millrace.testkit;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the operator of a harness sees of the engine; records what it does. */
final class HarnessContext implements OperatorContext {
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Map<SideOutput<?>, List<Emitted<?>>> sides = new HashMap<>();
  private final TreeSet<Long> wakeAt = new TreeSet<>();
  private final SimulatedTime time;
  private final @Nullable KeyedStateStore store;
  private long watermark = EventTimes.MIN;
  private int subtask;
  private boolean durable;
  private List<HarnessSnapshot> from = List.of();

  HarnessContext(SimulatedTime time, @Nullable KeyedStateStore store) {
    this.time = time;
    this.store = store;
  }

  @Override
  public String operatorId() {
    return "harness";
  }

  @Override
  public int subtask() {
    return subtask;
  }

  @Override
  public boolean durable() {
    return durable;
  }

  @Override
  public long storedWatermark() {
    return from.stream().mapToLong(HarnessSnapshot::watermark).max().orElse(watermark);
  }

  @Override
  public long storedWatermark(Object key) {
    int group = KeyGroupRange.groupOf(key.hashCode(), KeyGroupRange.DEFAULT_GROUPS);
    for (HarnessSnapshot each : from) {
      KeyGroupRange range = each.range();
      if (range != null && range.from() <= group && group < range.to()) {
        return each.watermark();
      }
    }
    return watermark;
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
    if (store == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the operator asked for keyed state but its harness is unkeyed. Use"
              + " OperatorHarness.keyed(…).");
    }
    return store;
  }

  @Override
  public long watermark() {
    return watermark;
  }

  @Override
  public void wakeAt(long wallMs) {
    wakeAt.add(wallMs);
  }

  @Override
  public <X> Output<X> side(SideOutput<X> side) {
    List<Emitted<?>> emitted = sides.computeIfAbsent(side, absent -> new ArrayList<>());
    return (value, timeMs) -> emitted.add(new Emitted<>(value, timeMs));
  }

  @Override
  public String splitName(int split) {
    return "split-" + split;
  }

  /** What a restore brings, before the operator is opened. */
  void restored(int number, boolean storable, long startMs, List<HarnessSnapshot> snapshots) {
    subtask = number;
    durable = storable;
    from = snapshots;
    if (!snapshots.isEmpty()) {
      watermark = startMs;
    }
  }

  void watermark(long newWatermark) {
    watermark = newWatermark;
  }

  /** True if a wake-up is due; forgets all that are. */
  boolean takeDueWakeUps(long wallMs) {
    boolean due = !wakeAt.isEmpty() && wakeAt.first() <= wallMs;
    wakeAt.headSet(wallMs, true).clear();
    return due;
  }

  @SuppressWarnings("unchecked") // only values of that type were accepted under that name
  <X> List<Emitted<X>> takeSide(SideOutput<X> side) {
    List<Emitted<?>> emitted = sides.getOrDefault(side, List.of());
    List<Emitted<X>> taken = new ArrayList<>();
    emitted.forEach(each -> taken.add((Emitted<X>) each));
    if (!taken.isEmpty()) {
      emitted.clear();
    }
    return taken;
  }

  RecordedMetrics recorded() {
    return metrics;
  }
}
