package io.millrace.api.stream;

import io.millrace.api.function.Combiner;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.window.Lateness;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A join of events that are near in time. The last call says which pairs come out. That an event
 * found no partner is said once, when the watermark proves it. Immutable.
 *
 * @param <K> the key
 * @param <L> the events of the left side
 * @param <R> the events of the right side
 */
public final class IntervalJoin<K, L, R> {
  private final PlanRecorder recorder;
  private final String id;
  private final PlanRecorder.Edge left;
  private final PlanRecorder.Edge right;
  private final long lowerMs;
  private final long upperMs;
  private boolean lowerInclusive = true;
  private boolean upperInclusive = true;
  private Lateness lateness = Lateness.NONE;

  IntervalJoin(
      PlanRecorder recorder,
      String id,
      PlanRecorder.Edge left,
      PlanRecorder.Edge right,
      long lowerMs,
      long upperMs) {
    this.recorder = recorder;
    this.id = id;
    this.left = left;
    this.right = right;
    this.lowerMs = lowerMs;
    this.upperMs = upperMs;
  }

  private IntervalJoin<K, L, R> copy() {
    IntervalJoin<K, L, R> copy = new IntervalJoin<>(recorder, id, left, right, lowerMs, upperMs);
    copy.lowerInclusive = lowerInclusive;
    copy.upperInclusive = upperInclusive;
    copy.lateness = lateness;
    return copy;
  }

  /** Pairs exactly at the lower bound are out. */
  public IntervalJoin<K, L, R> excludingLower() {
    IntervalJoin<K, L, R> copy = copy();
    copy.lowerInclusive = false;
    return copy;
  }

  /** Pairs exactly at the upper bound are out. */
  public IntervalJoin<K, L, R> excludingUpper() {
    IntervalJoin<K, L, R> copy = copy();
    copy.upperInclusive = false;
    return copy;
  }

  /** How it is judged whether an event is late. A join allows no lateness beyond the watermark. */
  public IntervalJoin<K, L, R> lateness(Lateness rule) {
    IntervalJoin<K, L, R> copy = copy();
    copy.lateness = rule;
    return copy;
  }

  /** Pairs only. */
  public <O> JoinResults<O> inner(Combiner<? super L, ? super R, ? extends O> combiner) {
    return record(JoinKind.INNER, combiner);
  }

  /** Pairs, and each left event that found no partner. */
  public <O> JoinResults<O> left(Combiner<? super L, Optional<R>, ? extends O> combiner) {
    return record(JoinKind.LEFT, combiner);
  }

  /** Pairs, and each right event that found no partner. */
  public <O> JoinResults<O> right(Combiner<Optional<L>, ? super R, ? extends O> combiner) {
    return record(JoinKind.RIGHT, combiner);
  }

  /** Pairs, and each event of either side that found no partner. */
  public <O> JoinResults<O> full(Combiner<Optional<L>, Optional<R>, ? extends O> combiner) {
    return record(JoinKind.FULL, combiner);
  }

  /** Only the left events that found no partner. */
  public JoinResults<L> anti() {
    Combiner<L, R, L> leftOnly = (l, r) -> l;
    return new JoinResults<>(
        recorder,
        recorder.add(
            id, step(JoinKind.ANTI, leftOnly), List.of(left, right), recorder.type(left.from())));
  }

  private <O> JoinResults<O> record(JoinKind kind, Combiner<?, ?, ? extends O> combiner) {
    Type result = LambdaTypes.of(combiner).result();
    return new JoinResults<>(
        recorder, recorder.add(id, step(kind, combiner), List.of(left, right), result));
  }

  private Step step(JoinKind kind, Combiner<?, ?, ?> combiner) {
    return new Step.IntervalJoin(
        lowerMs, lowerInclusive, upperMs, upperInclusive, kind, lateness, combiner);
  }
}
