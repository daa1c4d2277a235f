package io.millrace.conformance;

import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Watches the operator under test from behind: takes its outputs, and through an operator of its
 * own that passes everything on, the watermarks and idleness it tells its successors.
 */
final class Observer {
  private record Tap<T>(CollectSink<T> sink, BiFunction<T, Long, Row> toRow) {
    void take(List<Row> into) {
      for (CollectSink.Timed<T> result : sink.take()) {
        into.add(toRow.apply(result.value(), result.timeMs()));
      }
    }
  }

  private final List<Tap<?>> outputs = new ArrayList<>();
  private final List<CollectSink<? extends Late<?>>> lates = new ArrayList<>();
  private final SortedMap<Integer, List<Row>> rows = new TreeMap<>();
  private final SortedMap<Integer, List<Long>> watermarks = new TreeMap<>();
  private final SortedMap<Integer, List<String>> lateIds = new TreeMap<>();
  private final SortedMap<Integer, List<String>> statuses = new TreeMap<>();
  private int step;

  /** Watches the main output, its watermarks and its idleness. */
  <T> void main(Stream<T> stream, BiFunction<T, Long, Row> toRow) {
    Stream<Object> watched = stream.operator("watch", Object.class, () -> new Watch(this));
    CollectSink<Object> sink = Sinks.collect();
    watched.to("output", sink);
    @SuppressWarnings("unchecked") // the watch passes on what it takes
    CollectSink<T> typed = (CollectSink<T>) (CollectSink<?>) sink;
    outputs.add(new Tap<>(typed, toRow));
  }

  /** Watches a side output. */
  <T> void side(String id, Stream<T> stream, BiFunction<T, Long, Row> toRow) {
    CollectSink<T> sink = Sinks.collect();
    stream.to(id, sink);
    outputs.add(new Tap<>(sink, toRow));
  }

  /** Watches the late output. */
  <T> void late(Stream<Late<T>> stream) {
    CollectSink<Late<T>> sink = Sinks.collect();
    stream.to("late", sink);
    lates.add(sink);
  }

  /** The watermark sent on last, {@code EventTimes.MIN} for none. */
  long lastWatermark() {
    long last = EventTimes.MIN;
    for (List<Long> sent : watermarks.values()) {
      last = sent.get(sent.size() - 1);
    }
    return last;
  }

  /** Takes what came out of a step. */
  void endOfStep() {
    List<Row> taken = new ArrayList<>();
    outputs.forEach(tap -> tap.take(taken));
    if (!taken.isEmpty()) {
      rows.put(step, taken);
    }
    for (CollectSink<? extends Late<?>> sink : lates) {
      for (CollectSink.Timed<? extends Late<?>> late : sink.take()) {
        Object value = late.value().value();
        add(lateIds, value instanceof Element element ? element.id() : String.valueOf(value));
      }
    }
    step++;
  }

  /** Everything that came out so far. */
  Vector.Recording recording() {
    return new Vector.Recording(rows, watermarks, lateIds, statuses);
  }

  private <T> void add(SortedMap<Integer, List<T>> bySteps, T what) {
    bySteps.computeIfAbsent(step, any -> new ArrayList<>()).add(what);
  }

  /** Passes everything on and writes down marks. */
  private static final class Watch implements Operator<Object, Object> {
    private final Observer observer;

    Watch(Observer observer) {
      this.observer = observer;
    }

    @Override
    public void process(Object value, long timeMs, Output<Object> out) {
      out.emit(value, timeMs);
    }

    @Override
    public void onWatermark(long watermarkMs, Output<Object> out) {
      observer.add(observer.watermarks, watermarkMs);
    }

    @Override
    public void onIdle(boolean idle) {
      observer.add(observer.statuses, idle ? "idle" : "active");
    }
  }
}
