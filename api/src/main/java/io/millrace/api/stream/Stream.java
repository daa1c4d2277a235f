package io.millrace.api.stream;

import io.millrace.api.connector.Sink;
import io.millrace.api.function.Action;
import io.millrace.api.function.Filter;
import io.millrace.api.function.FlatMapper;
import io.millrace.api.function.KeySelector;
import io.millrace.api.function.LongExtractor;
import io.millrace.api.function.Mapper;
import io.millrace.api.function.TimestampExtractor;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.plan.Partitioning;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.Watermarks;
import io.millrace.api.type.CapturedTypes;
import io.millrace.api.type.LambdaTypes;
import io.millrace.api.type.Types;
import io.millrace.api.window.Late;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A flow of events. Immutable: each call gives a new stream and records a node; a stream used twice
 * is read twice. Steps without state need no id; whatever has state, a connection or a run-time
 * life takes one as its first argument.
 *
 * @param <T> the type of the events
 */
public class Stream<T> {
  final PlanRecorder recorder;
  final int place;

  Stream(PlanRecorder recorder, int place) {
    this.recorder = recorder;
    this.place = place;
  }

  /** The id of the node it comes from. */
  public final String id() {
    return recorder.id(place);
  }

  /**
   * Gives each event its time, and each split its watermarks. Call it right after the source,
   * before anything filters.
   */
  public final Stream<T> eventTime(
      TimestampExtractor<? super T> time, Watermarks<? super T> watermarks) {
    learn(time, 0);
    return eventTimeStep(value -> EventTimes.of(time.at(value)), watermarks);
  }

  /** The same for events that hold their time as milliseconds since the epoch. */
  public final Stream<T> eventTimeMillis(
      LongExtractor<? super T> time, Watermarks<? super T> watermarks) {
    learn(time, 0);
    return eventTimeStep(time, watermarks);
  }

  private Stream<T> eventTimeStep(
      LongExtractor<? super T> timeMs, Watermarks<? super T> watermarks) {
    return unnamed(new Step.EventTime(timeMs, watermarks), recorder.type(place));
  }

  /** Gives each event the wall clock's time at which it was read; watermarks follow. */
  public final Stream<T> ingestionTime() {
    return unnamed(new Step.IngestionTime(), recorder.type(place));
  }

  /** Replaces each event. */
  public final <R> Stream<R> map(Mapper<? super T, ? extends R> mapper) {
    CapturedTypes types = learn(mapper, 0);
    return unnamed(new Step.Map(mapper), types.result());
  }

  /** Keeps the events that {@code filter} accepts. */
  public final Stream<T> filter(Filter<? super T> filter) {
    learn(filter, 0);
    return unnamed(new Step.Keep(filter), recorder.type(place));
  }

  /** Replaces each event by any number of others, which take its time. */
  public final <R> Stream<R> flatMap(FlatMapper<? super T, ? extends R> mapper) {
    CapturedTypes types = learn(mapper, 0);
    return unnamed(new Step.FlatMap(mapper), Types.iterableElement(types.result()));
  }

  /** Shows each event to {@code action} and passes it on. */
  public final Stream<T> peek(Action<? super T> action) {
    learn(action, 0);
    return unnamed(new Step.Peek(action), recorder.type(place));
  }

  /**
   * Divides the stream by key: all events of a key are processed in one place, with state of its
   * own.
   */
  public final <K> KeyedStream<K, T> keyBy(KeySelector<? super T, ? extends K> key) {
    CapturedTypes types = learn(key, 0);
    return new KeyedStream<>(recorder, place, new Partitioning.ByKey(key, types.result()));
  }

  /** Treats the whole stream as one key: windows and state over everything, in one place. */
  public final KeyedStream<String, T> keyAll() {
    KeySelector<T, String> all = value -> "all";
    return new KeyedStream<>(recorder, place, new Partitioning.ByKey(all, String.class));
  }

  /** This stream and others in one. Its watermark is the smallest of theirs. */
  @SafeVarargs
  public final Stream<T> union(Stream<? extends T>... others) {
    List<PlanRecorder.Edge> inputs = new ArrayList<>();
    inputs.add(forward());
    for (Stream<? extends T> other : others) {
      inputs.add(other.forward());
    }
    return new Stream<>(
        recorder, recorder.addUnnamed(new Step.Union(), inputs, recorder.type(place)));
  }

  /**
   * Asks something outside for each event without waiting for the answer: at most {@code
   * settings.capacity()} at once.
   */
  public final <R> AsyncStream<T, R> mapAsync(
      String id,
      AsyncSettings settings,
      Mapper<? super T, ? extends CompletionStage<? extends R>> call) {
    CapturedTypes types = learn(call, 0);
    Type result = Types.argument(types.result(), CompletionStage.class, 0);
    return new AsyncStream<>(
        recorder,
        recorder.add(id, new Step.Async(settings, call), List.of(forward()), result),
        recorder.type(place));
  }

  /** An operator of your own, without keys; {@code type} is what it emits. */
  public final <R> ProcessedStream<R> operator(String id, Class<R> type, OperatorFactory factory) {
    return new ProcessedStream<>(
        recorder, recorder.add(id, new Step.Custom("operator", factory), List.of(forward()), type));
  }

  /** Writes the stream to a sink. */
  public final void to(String id, Sink<? super T> sink) {
    recorder.add(id, new Step.Write(sink), List.of(forward()), Void.class);
  }

  final PlanRecorder.Edge forward() {
    return new PlanRecorder.Edge(place, new Partitioning.Forward());
  }

  final <X> Stream<X> sideOf(SideOutput<?> side, Type type) {
    return new Stream<>(
        recorder, recorder.addUnnamed(new Step.Side(side), List.of(forward()), type));
  }

  final <X> Stream<Late<X>> lateOf(Type element) {
    return sideOf(LATE, Types.parameterized(Late.class, Types.box(element)));
  }

  @SuppressWarnings("rawtypes")
  static final SideOutput<Late> LATE = new SideOutput<>("late", Late.class);

  private CapturedTypes learn(Object function, int parameter) {
    CapturedTypes types = LambdaTypes.of(function);
    if (types.parameters().size() > parameter) {
      recorder.learnType(place, types.parameter(parameter));
    }
    return types;
  }

  private <R> Stream<R> unnamed(Step step, Type type) {
    return new Stream<>(recorder, recorder.addUnnamed(step, List.of(forward()), type));
  }
}
