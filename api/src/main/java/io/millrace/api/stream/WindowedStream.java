package io.millrace.api.stream;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.function.Combiner;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.type.Types;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowSettings;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The events of each key in windows, before it is said what to compute. Unless told otherwise a
 * window gives one result, when the watermark passes its end, and what comes after that is late.
 * Immutable: each call gives a changed copy.
 *
 * @param <K> the key
 * @param <T> the type of the events
 */
public final class WindowedStream<K, T> {
  private final PlanRecorder recorder;
  private final PlanRecorder.Edge input;
  private final Type element;
  private final Type key;
  private final WindowAssigner<? super T> assigner;
  private @Nullable Trigger<? super T> trigger;
  private EarlyFiring early = EarlyFiring.NONE;
  private @Nullable Evictor<? super T> evictor;
  private Lateness lateness = Lateness.NONE;

  WindowedStream(
      PlanRecorder recorder,
      PlanRecorder.Edge input,
      Type element,
      Type key,
      WindowAssigner<? super T> assigner) {
    this.recorder = recorder;
    this.input = input;
    this.element = element;
    this.key = key;
    this.assigner = assigner;
  }

  private WindowedStream<K, T> copy() {
    WindowedStream<K, T> copy = new WindowedStream<>(recorder, input, element, key, assigner);
    copy.trigger = trigger;
    copy.early = early;
    copy.evictor = evictor;
    copy.lateness = lateness;
    return copy;
  }

  /** Late events correct a window's result for that long after its end. */
  public WindowedStream<K, T> allowLateness(Duration duration) {
    return lateness(lateness.allow(duration));
  }

  /** What is late, and what late events do. */
  public WindowedStream<K, T> lateness(Lateness rule) {
    WindowedStream<K, T> copy = copy();
    copy.lateness = rule;
    return copy;
  }

  /** Each firing shows only what came since the last one, in place of everything so far. */
  public WindowedStream<K, T> discarding() {
    return lateness(lateness.discardingFirings());
  }

  /** When windows fire, in place of the default. */
  public WindowedStream<K, T> trigger(Trigger<? super T> other) {
    WindowedStream<K, T> copy = copy();
    copy.trigger = other;
    return copy;
  }

  /** A preview each time the watermark has moved on that far, beside the result. */
  public WindowedStream<K, T> earlyEvery(Duration eventTime) {
    return early(
        new EarlyFiring(
            EventTimes.millis(eventTime),
            early.everyWallMs(),
            early.everyEvents(),
            early.lateEveryEvents()));
  }

  /** A preview each time the wall clock has moved on that far, beside the result. */
  public WindowedStream<K, T> earlyEveryWall(Duration wallTime) {
    return early(
        new EarlyFiring(
            early.everyMs(),
            EventTimes.millis(wallTime),
            early.everyEvents(),
            early.lateEveryEvents()));
  }

  /** A preview after each {@code events} events, beside the result. */
  public WindowedStream<K, T> earlyEvery(long events) {
    return early(
        new EarlyFiring(early.everyMs(), early.everyWallMs(), events, early.lateEveryEvents()));
  }

  /** A correction after each {@code events} late events, in place of after each one. */
  public WindowedStream<K, T> lateEvery(long events) {
    return early(
        new EarlyFiring(early.everyMs(), early.everyWallMs(), early.everyEvents(), events));
  }

  private WindowedStream<K, T> early(EarlyFiring firing) {
    WindowedStream<K, T> copy = copy();
    copy.early = firing;
    return copy;
  }

  /**
   * Removes events from a window before or after it is aggregated; the window then keeps all its
   * events.
   */
  public WindowedStream<K, T> evict(Evictor<? super T> other) {
    WindowedStream<K, T> copy = copy();
    copy.evictor = other;
    return copy;
  }

  /** Aggregates each window. */
  public <R> WindowResults<K, T, R> aggregate(String id, Aggregate<? super T, ?, R> aggregate) {
    return aggregate(id, aggregate, AggregateTypes.result(aggregate, element));
  }

  private <R> WindowResults<K, T, R> aggregate(
      String id, Aggregate<? super T, ?, R> aggregate, Type value) {
    WindowSettings settings =
        new WindowSettings(assigner, trigger, early, evictor, lateness, aggregate);
    Type result = Types.parameterized(WindowResult.class, Types.box(key), Types.box(value));
    return new WindowResults<>(
        recorder, recorder.add(id, new Step.Windowed(settings), List.of(input), result), element);
  }

  /** Aggregates each window by parts put together in a lambda that knows the type of the events. */
  public <R> WindowResults<K, T, R> aggregate(
      String id, Function<AggregateOps<T>, Aggregate<? super T, ?, R>> parts) {
    return aggregate(id, parts.apply(AggregateOps.ops()));
  }

  /** Counts the events of each window. */
  public WindowResults<K, T, Long> count(String id) {
    return aggregate(id, Aggregates.<T>count(), Long.class);
  }

  /** Folds the events of each window into one. */
  public WindowResults<K, T, T> reduce(
      String id, Combiner<? super T, ? super T, ? extends T> reducer) {
    return aggregate(id, Aggregates.<T>reduce(reducer), element);
  }

  /** The events of each window as a list, in order of arrival. */
  public WindowResults<K, T, List<T>> collect(String id) {
    return aggregate(
        id, Aggregates.<T>collect(), Types.parameterized(List.class, Types.box(element)));
  }
}
