package io.millrace.api.stream;

import io.millrace.api.function.Combiner;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.type.Types;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowAssigner;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A join of events that fall into the same window. The last call says what comes out. Immutable.
 *
 * @param <K> the key
 * @param <L> the events of the left side
 * @param <R> the events of the right side
 */
public final class WindowedJoin<K, L, R> {
  private final PlanRecorder recorder;
  private final String id;
  private final PlanRecorder.Edge left;
  private final PlanRecorder.Edge right;
  private final WindowAssigner<Object> assigner;
  private Lateness lateness = Lateness.NONE;

  WindowedJoin(
      PlanRecorder recorder,
      String id,
      PlanRecorder.Edge left,
      PlanRecorder.Edge right,
      WindowAssigner<Object> assigner) {
    this.recorder = recorder;
    this.id = id;
    this.left = left;
    this.right = right;
    this.assigner = assigner;
  }

  /** What is late, and what late events do. */
  public WindowedJoin<K, L, R> lateness(Lateness rule) {
    WindowedJoin<K, L, R> copy = new WindowedJoin<>(recorder, id, left, right, assigner);
    copy.lateness = rule;
    return copy;
  }

  /** Pairs only. */
  public <O> JoinResults<O> inner(Combiner<? super L, ? super R, ? extends O> combiner) {
    return record(JoinKind.INNER, false, combiner);
  }

  /** Pairs, and each left event alone in its window. */
  public <O> JoinResults<O> left(Combiner<? super L, Optional<R>, ? extends O> combiner) {
    return record(JoinKind.LEFT, false, combiner);
  }

  /** Pairs, and each right event alone in its window. */
  public <O> JoinResults<O> right(Combiner<Optional<L>, ? super R, ? extends O> combiner) {
    return record(JoinKind.RIGHT, false, combiner);
  }

  /** Pairs, and each event of either side alone in its window. */
  public <O> JoinResults<O> full(Combiner<Optional<L>, Optional<R>, ? extends O> combiner) {
    return record(JoinKind.FULL, false, combiner);
  }

  /** For each key and window both sides as lists, of which one may be empty. */
  public <O> JoinResults<O> coGroup(
      Combiner<? super List<L>, ? super List<R>, ? extends Iterable<? extends O>> combiner) {
    return record(JoinKind.FULL, true, combiner);
  }

  private <O> JoinResults<O> record(JoinKind kind, boolean coGroup, Combiner<?, ?, ?> combiner) {
    Type type = LambdaTypes.of(combiner).result();
    Type result = coGroup ? Types.iterableElement(type) : type;
    Step step = new Step.WindowJoin(assigner, kind, coGroup, lateness, combiner);
    return new JoinResults<>(recorder, recorder.add(id, step, List.of(left, right), result));
  }
}
