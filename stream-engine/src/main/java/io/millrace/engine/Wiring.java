package io.millrace.engine;

import io.millrace.api.connector.Sinks;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.KeySelector;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.stream.JoinResults;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.ProcessedStream;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowResults;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Late;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the small pipelines: each is what a program would write with the fluent API. Stateless but
 * for the options; thread-safe.
 */
final class Wiring {
  private final StreamEngineOptions options;
  private final Engine engine;
  private final Runnable whenFull;

  /**
   * @param whenFull called when a pipeline's output stream is full, before it waits for room
   */
  Wiring(StreamEngineOptions options, Environment environment, Runnable whenFull) {
    this.options = options;
    this.engine = Engine.local().stateBackend(options.stateBackend()).environment(environment);
    this.whenFull = whenFull;
  }

  /** The stream of a pipeline's output: it loses nothing, its readers hold back the pipeline. */
  Topic output(String id) {
    return Topic.output(id, options.bufferCapacity(), whenFull);
  }

  Attachment processor(
      String id,
      Topic input,
      Topic output,
      Function<? super Event, ? extends @Nullable Object> function) {
    Attachment.Kept kept = kept(null, null);
    return build(
        Attachment.Kind.PROCESSOR,
        id,
        List.of(input),
        kept,
        streams -> {
          ProcessedStream<ProcessorOperator.Processed> results =
              streams
                  .get(0)
                  .operator(
                      id, ProcessorOperator.Processed.class, () -> new ProcessorOperator(function));
          results
              .side(DeadLetter.SIDE)
              .to(id + "/dead", Sinks.callback(letter -> kept.dead().add(letter)));
          results
              .operator(
                  id + "/stream",
                  ProcessorOperator.Processed.class,
                  () ->
                      new TopicWriter<ProcessorOperator.Processed>(
                          output, p -> Events.ofResult(id, p.event(), p.value())))
              .to(id + "/results", Sinks.callback(p -> kept.results().add(p.value())));
        });
  }

  Attachment window(
      String id,
      Topic input,
      WindowAssigner<Object> assigner,
      @Nullable KeySelector<? super Event, ?> key) {
    WindowView view = new WindowView(id, assigner, options.retainedWindows());
    Attachment.Kept kept = kept(view, null);
    return build(
        Attachment.Kind.WINDOW,
        id,
        List.of(input),
        kept,
        streams -> {
          Stream<Event> events = streams.get(0);
          if (key == null) {
            collect(id, events.keyAll(), assigner, kept)
                .to(id + "/windows", Sinks.callback(view::accept));
          } else {
            collect(id, keyed(events, key), assigner, kept)
                .to(id + "/windows", Sinks.callback(result -> view.accept(result, shown(result))));
          }
        });
  }

  private <K> WindowResults<K, Event, List<Event>> collect(
      String id,
      KeyedStream<K, Event> keyed,
      WindowAssigner<Object> assigner,
      Attachment.Kept kept) {
    WindowResults<K, Event, List<Event>> results =
        keyed
            .window(assigner)
            .allowLateness(options.allowedLateness())
            .earlyEvery(1)
            .aggregate(id, new GrowingList.Collecting());
    results.late().to(id + "/late", Sinks.callback(late -> kept.late().add(late)));
    return results;
  }

  Attachment join(
      StreamJoin join, Topic left, Topic right, Topic output, KeySelector<? super Event, ?> key) {
    Attachment.Kept kept = kept(null, join);
    String id = join.joinId();
    Duration within = join.within();
    return build(
        Attachment.Kind.JOIN,
        id,
        List.of(left, right),
        kept,
        streams -> {
          JoinResults<JoinedEvents> pairs =
              keyed(streams.get(0), key)
                  .join(id, keyed(streams.get(1), key))
                  .within(within.negated(), within)
                  .inner(JoinedEvents::new);
          pairs
              .operator(
                  id + "/stream",
                  JoinedEvents.class,
                  () -> new TopicWriter<JoinedEvents>(output, pair -> Events.ofPair(id, pair)))
              .to(id + "/results", Sinks.callback(pair -> kept.results().add(pair)));
          pairs.late().to(id + "/late", Sinks.callback(late -> kept.late().add(late)));
        });
  }

  Attachment pipeline(String id, Topic input, Consumer<Stream<Event>> building) {
    return build(
        Attachment.Kind.PIPELINE,
        id,
        List.of(input),
        kept(null, null),
        streams -> building.accept(streams.get(0)));
  }

  private static KeyedStream<Object, Event> keyed(
      Stream<Event> events, KeySelector<? super Event, ?> key) {
    return key instanceof DataKey named ? events.filter(named::has).keyBy(key) : events.keyBy(key);
  }

  private static Object shown(WindowResult<?, ?> result) {
    return result.key() instanceof AnyKey read ? read.value() : result.key();
  }

  private Attachment.Kept kept(@Nullable WindowView view, @Nullable StreamJoin join) {
    return new Attachment.Kept(
        new Retained<>(options.retainedResults()),
        new Retained<Late<?>>(options.retainedResults()),
        new Retained<DeadLetter<?>>(options.retainedResults()),
        view,
        join);
  }

  private Attachment build(
      Attachment.Kind kind,
      String id,
      List<Topic> inputs,
      Attachment.Kept kept,
      Consumer<List<Stream<Event>>> steps) {
    List<TopicSource> sources = new ArrayList<>();
    try {
      Pipeline pipeline = Pipeline.create(id);
      List<Stream<Event>> streams = new ArrayList<>();
      for (Topic input : inputs) {
        TopicSource source = input.reader(input.id());
        sources.add(source);
        String name = "stream " + input.id() + (sources.size() == 1 ? "" : " (right)");
        streams.add(pipeline.from(name, source).eventTime(Event::eventTime, Watermarks.manual()));
      }
      steps.accept(streams);
      Job job = engine.open(pipeline);
      return new Attachment(kind, id, inputs.stream().map(Topic::id).toList(), sources, job, kept);
    } catch (MillraceException e) {
      sources.forEach(TopicSource::leave);
      throw e;
    }
  }
}
