package io.millrace.api.stream;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.AggregateOps;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.function.Combiner;
import io.millrace.api.function.Factory;
import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Emit;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.plan.Partitioning;
import io.millrace.api.plan.Step;
import io.millrace.api.state.StateSpec;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.type.Types;
import io.millrace.api.window.SessionSpec;
import io.millrace.api.window.WindowAssigner;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A stream divided by key. Each key has state, timers and windows of its own. Immutable.
 *
 * @param <K> the key
 * @param <T> the type of the events
 */
public final class KeyedStream<K, T> {
  private final PlanRecorder recorder;
  private final int place;
  private final Partitioning.ByKey partitioning;

  KeyedStream(PlanRecorder recorder, int place, Partitioning.ByKey partitioning) {
    this.recorder = recorder;
    this.place = place;
    this.partitioning = partitioning;
  }

  /** Groups the events of each key into windows. */
  public WindowedStream<K, T> window(WindowAssigner<? super T> assigner) {
    return new WindowedStream<>(recorder, edge(), elementType(), partitioning.keyType(), assigner);
  }

  /** Groups the events of each key into sessions: until no event comes for {@code gap}. */
  public WindowedStream<K, T> session(Duration gap) {
    return window(SessionSpec.<T>of(gap));
  }

  /**
   * The same with sessions that may end earlier: {@code session(gap, s ->
   * s.endsWith(Click::isLogout))}. The lambda knows the type of the events.
   */
  public WindowedStream<K, T> session(Duration gap, UnaryOperator<SessionSpec<T>> spec) {
    return window(spec.apply(SessionSpec.of(gap)));
  }

  /**
   * A handler with state and timers; {@code handlers} is a constructor such as {@code
   * CartWatch::new}.
   */
  public <R> ProcessedStream<R> process(String id, Factory<? extends Handler<K, T, R>> handlers) {
    Type result = LambdaTypes.resolve(handlerClass(handlers), Handler.class, 2);
    return processed(
        id, new Step.Process(Step.Process.Shape.SINGLE, handlers), List.of(edge()), result);
  }

  /** A handler made of lambdas, with one value of state. */
  public <S, R> ProcessedStream<R> process(
      String id, StateSpec.Value<S> state, OnEvent<K, T, S, R> onEvent, OnTimer<K, S, R> onTimer) {
    Factory<Handler<K, T, R>> handlers = () -> new LambdaHandler<>(state, onEvent, onTimer);
    Type result = Types.argument(LambdaTypes.of(onEvent).result(), Emit.class, 0);
    return processed(
        id, new Step.Process(Step.Process.Shape.SINGLE, handlers), List.of(edge()), result);
  }

  /** A handler made of a lambda, with one value of state and no timers. */
  public <S, R> ProcessedStream<R> process(
      String id, StateSpec.Value<S> state, OnEvent<K, T, S, R> onEvent) {
    return process(id, state, onEvent, (timer, value, context) -> Emit.none());
  }

  /** A handler over this stream and another with the same keys, which share state and timers. */
  public <U, R> ProcessedStream<R> connect(
      String id, KeyedStream<K, U> other, Factory<? extends PairHandler<K, T, U, R>> handlers) {
    Type result = LambdaTypes.resolve(handlerClass(handlers), PairHandler.class, 3);
    return processed(
        id,
        new Step.Process(Step.Process.Shape.PAIR, handlers),
        List.of(edge(), other.edge()),
        result);
  }

  /** A handler over this stream and another that every subtask sees in whole. */
  public <B, R> ProcessedStream<R> connectBroadcast(
      String id, Stream<B> broadcast, Factory<? extends BroadcastHandler<K, T, B, R>> handlers) {
    Type result = LambdaTypes.resolve(handlerClass(handlers), BroadcastHandler.class, 3);
    PlanRecorder.Edge toAll = new PlanRecorder.Edge(broadcast.place, new Partitioning.ToAll());
    return processed(
        id,
        new Step.Process(Step.Process.Shape.BROADCAST, handlers),
        List.of(edge(), toAll),
        result);
  }

  /** A keyed operator of your own; {@code type} is what it emits. */
  public <R> ProcessedStream<R> operator(String id, Class<R> type, OperatorFactory factory) {
    return processed(id, new Step.Custom("keyed-operator", factory), List.of(edge()), type);
  }

  /** A running aggregate of each key: for each event the aggregate so far. */
  public <R> Stream<R> aggregate(String id, Aggregate<? super T, ?, R> aggregate) {
    Type result = AggregateTypes.result(aggregate, elementType());
    return new Stream<>(
        recorder, recorder.add(id, new Step.Fold(aggregate), List.of(edge()), result));
  }

  /** A running aggregate, put together from parts by a lambda that knows the type of the events. */
  public <R> Stream<R> aggregate(
      String id, Function<AggregateOps<T>, Aggregate<? super T, ?, R>> parts) {
    return aggregate(id, parts.apply(AggregateOps.ops()));
  }

  /** Folds the events of each key into one: for each event the fold so far. */
  public Stream<T> reduce(String id, Combiner<? super T, ? super T, ? extends T> reducer) {
    Aggregate<T, ?, T> aggregate = Aggregates.<T>reduce(reducer);
    return new Stream<>(
        recorder, recorder.add(id, new Step.Fold(aggregate), List.of(edge()), elementType()));
  }

  /**
   * Joins with another stream of the same keys; the next calls say what is near enough and what
   * comes out.
   */
  public <U> Join<K, T, U> join(String id, KeyedStream<K, U> other) {
    return new Join<>(recorder, id, edge(), other.edge());
  }

  PlanRecorder.Edge edge() {
    return new PlanRecorder.Edge(place, partitioning);
  }

  private Type elementType() {
    return recorder.type(place);
  }

  private <R> ProcessedStream<R> processed(
      String id, Step step, List<PlanRecorder.Edge> inputs, Type type) {
    return new ProcessedStream<>(recorder, recorder.add(id, step, inputs, type));
  }

  /**
   * A constructor reference tells the class it makes; a lambda at least what it says it returns.
   */
  private static Class<?> handlerClass(Factory<?> handlers) {
    return Types.rawClass(LambdaTypes.of(handlers).result());
  }
}
