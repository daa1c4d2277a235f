package io.millrace.engine;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.KeySelector;
import io.millrace.api.function.TimestampExtractor;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Streams, processors, windows and joins by id, in one object: create a stream, publish events to
 * it, and add or remove what looks at them at any time.
 *
 * <p>It is the same engine as behind {@link io.millrace.api.stream.Pipeline}, not a second one.
 * Each call attaches a small pipeline to a stream, or asks the engine about one, and gives what the
 * fluent API gives for the same events. {@link #attach} is the door to the fluent API itself.
 *
 * <ul>
 *   <li><b>Manual mode</b>, as created: nothing runs until {@link #processBatch} or {@link #drain},
 *       and then on the calling thread. Published events wait, see {@link #eventBuffer}.
 *   <li><b>Background mode</b>, after {@link #start}: each processor, window and join runs on a
 *       thread of its own and sees events as they are published.
 *   <li><b>Time:</b> an event's time is its {@code eventTime}; the watermark is what {@link
 *       #setWatermark} says. Events at or before it are late, windows that end before it fire.
 *   <li><b>Ids:</b> one space for streams, processors, windows and joins. The results of a
 *       processor or join are a stream of its id, so they chain.
 *   <li><b>Threads:</b> all methods may be called from any thread, also from inside a processor;
 *       but {@code processBatch}, {@code drain}, {@code start} and the removals not from inside
 *       one.
 *   <li><b>Failure:</b> a processor that throws loses that event, which is counted as dead and kept
 *       with its cause ({@link #deadLetters}); the stream goes on. A key function that throws stops
 *       its window or join alone: {@code processBatch} throws after all others are done, and
 *       metrics show it as {@code FAILED} until it is removed.
 *   <li><b>Memory:</b> everything is bounded by {@link StreamEngineOptions}, except open windows
 *       and the state: these are as large as the program makes them.
 * </ul>
 */
public final class StreamEngine implements AutoCloseable {
  /** The namespace of {@link #updateState(String, Object)} and {@link #getState(String)}. */
  public static final String DEFAULT_NAMESPACE = "default";

  private final Registry registry = new Registry();
  private final GlobalState state;
  private final Driver driver;
  private final Publishing publishing;
  private final Wiring wiring;
  private final Reports reports;

  private StreamEngine(StreamEngineOptions options) {
    Environment environment = options.environmentOrReal();
    this.state = new GlobalState(options.stateBackend(), environment);
    this.driver = new Driver(registry, environment);
    this.publishing = new Publishing(registry, driver, options);
    this.wiring = new Wiring(options, environment, driver::makeRoom);
    this.reports = new Reports(registry, environment.time());
  }

  /** An engine in manual mode with {@link StreamEngineOptions#DEFAULT}. */
  public static StreamEngine create() {
    return create(StreamEngineOptions.DEFAULT);
  }

  /** An engine in manual mode with these options. */
  public static StreamEngine create(StreamEngineOptions options) {
    return new StreamEngine(options);
  }

  /** Creates a stream of events. */
  public void createStream(String streamId) {
    createStream(streamId, Map.of());
  }

  /** Creates a stream of events with something to say about it, which reports repeat as text. */
  public void createStream(String streamId, Map<String, ?> metadata) {
    publishing.create(streamId, metadata, null);
  }

  /**
   * Creates a stream of objects. {@link #publish(String, Object)} makes events of them: of the type
   * {@code type.getSimpleName()}, at {@code time}, with a record's components as data, or a map's
   * entries, or the object itself under {@code value}.
   */
  public <T> void createStream(String streamId, Class<T> type, TimestampExtractor<? super T> time) {
    publishing.create(streamId, Map.of("type", type.getName()), new TypedTime<>(type, time));
  }

  /**
   * Publishes an event. In manual mode it waits to be processed; in background mode it is processed
   * at once. When as many wait as the buffer holds, the overflow policy of the options decides.
   *
   * @throws MillraceException {@code BUFFER_FULL} if the policy is to fail and the buffer is full,
   *     {@code ID_UNKNOWN} if there is no such stream
   */
  public PublishResult publish(String streamId, Event event) {
    return publishing.publish(streamId, event);
  }

  /** Publishes an object to a stream that was created with a type. */
  public PublishResult publish(String streamId, Object value) {
    return publishing.publish(streamId, value);
  }

  /** The events of a stream that wait to be processed, oldest first; a copy. */
  public List<Event> eventBuffer(String streamId) {
    return registry.stream(streamId).topic().pending();
  }

  /**
   * Says that no more events at or before {@code watermark} are expected in a stream. It takes its
   * place behind the events published so far: once these are processed, windows that end at or
   * before it fire, and events published later at or before it are late. It never goes back: an
   * earlier one is ignored. {@link Instant#MAX} closes all windows.
   */
  public void setWatermark(String streamId, Instant watermark) {
    long watermarkMs = watermark.equals(Instant.MAX) ? EventTimes.MAX : EventTimes.of(watermark);
    publishing.topicOf(streamId).watermark(watermarkMs);
  }

  /**
   * Calls {@code function} for each event of a stream that is not processed yet. Its results can be
   * read with {@link #processorResults} and are a stream named {@code processorId}: an {@code
   * Event} as it is, of a map the entries, of a record the components, of anything else the entry
   * {@code value}, each with the id and time of the event it came from. Null gives no result. What
   * happens when it throws: see above.
   *
   * <p>The same as {@code stream.map(function)}.
   */
  public <R> void registerProcessor(
      String processorId,
      String streamId,
      Function<? super Event, ? extends @Nullable R> function) {
    Topic output = wiring.output(processorId);
    attach(
        processorId,
        output,
        () -> wiring.processor(processorId, topic(streamId), output, function));
  }

  /** The last results of a processor, oldest first; how many are kept is set in the options. */
  public List<Object> processorResults(String processorId) {
    return registry.attachment(Attachment.Kind.PROCESSOR, processorId).kept().results().list();
  }

  /** The last events on which a processor threw, with the reason; for code, not for logs. */
  public List<DeadLetter<?>> deadLetters(String processorId) {
    return registry.attachment(Attachment.Kind.PROCESSOR, processorId).kept().dead().list();
  }

  /**
   * Groups the events of a stream into windows of one size, one after the other. The same as {@code
   * stream.keyAll().window(Windows.tumbling(size)).collect(windowId)}.
   */
  public void createTumblingWindow(String windowId, String streamId, Duration size) {
    createWindow(windowId, streamId, Windows.tumbling(size));
  }

  /** The same for each key by itself. */
  public <K> void createTumblingWindow(
      String windowId,
      String streamId,
      Duration size,
      KeySelector<? super Event, ? extends K> key) {
    createWindow(windowId, streamId, Windows.tumbling(size), key);
  }

  /** Groups the events of a stream into windows of one size that start every {@code slide}. */
  public void createSlidingWindow(String windowId, String streamId, Duration size, Duration slide) {
    createWindow(windowId, streamId, Windows.sliding(size, slide));
  }

  /** The same for each key by itself. */
  public <K> void createSlidingWindow(
      String windowId,
      String streamId,
      Duration size,
      Duration slide,
      KeySelector<? super Event, ? extends K> key) {
    createWindow(windowId, streamId, Windows.sliding(size, slide), key);
  }

  /** Groups the events of a stream into sessions that end after {@code gap} without an event. */
  public void createSessionWindow(String windowId, String streamId, Duration gap) {
    createWindow(windowId, streamId, Windows.session(gap));
  }

  /** The same for each key by itself. */
  public <K> void createSessionWindow(
      String windowId, String streamId, Duration gap, KeySelector<? super Event, ? extends K> key) {
    createWindow(windowId, streamId, Windows.session(gap), key);
  }

  /** Groups the events of a stream into event-time windows of any shape. */
  public void createWindow(String windowId, String streamId, WindowAssigner<Object> shape) {
    attach(windowId, null, () -> wiring.window(windowId, topic(streamId), shape, null));
  }

  /** The same for each key by itself. {@link #dataKey} gives an entry of the data as key. */
  public <K> void createWindow(
      String windowId,
      String streamId,
      WindowAssigner<Object> shape,
      KeySelector<? super Event, ? extends K> key) {
    attach(windowId, null, () -> wiring.window(windowId, topic(streamId), shape, key));
  }

  /**
   * The key that is the entry {@code name} of an event's data: text, a number, a boolean, an enum
   * constant, a UUID or a time. Events without that entry, or with something else there, are
   * filtered out and counted.
   */
  public static KeySelector<Event, ?> dataKey(String name) {
    return new DataKey(name);
  }

  /**
   * The windows an event belongs to, in ascending order; changes nothing. For sessions this is the
   * interval the event opens by itself, before it is merged with others.
   */
  public List<TimeWindow> assignToWindow(String windowId, Event event) {
    return view(windowId).assign(event);
  }

  /** The open window that starts last, with the events processed so far; empty if none is open. */
  public Optional<WindowContent> currentWindow(String windowId) {
    return view(windowId).current();
  }

  /** The open window of one key that starts last. */
  public Optional<WindowContent> currentWindow(String windowId, Object key) {
    return view(windowId).current(key);
  }

  /** The windows that have fired and are still kept, in that order, then those that are open. */
  public List<WindowContent> windows(String windowId) {
    return view(windowId).all();
  }

  /** The last events that came too late for a window, or a join, and by how much. */
  @SuppressWarnings("unchecked") // late events of windows and joins on streams are events
  public List<Late<Event>> lateEvents(String windowId) {
    List<?> late = registry.attachment(windowId).kept().late().list();
    return (List<Late<Event>>) late;
  }

  /** Applies a function to the events of a window. */
  public <R> R aggregateWindow(
      WindowContent window, Function<? super List<Event>, ? extends R> function) {
    return function.apply(window.events());
  }

  /** Aggregates the events of a window, as {@code window(…).aggregate(…)} would. */
  public <R> R aggregateWindow(WindowContent window, Aggregate<? super Event, ?, R> aggregate) {
    return window.fold(aggregate);
  }

  /** Applies a function to the events of the current window; empty if none is open. */
  public <R> Optional<R> aggregateWindow(
      String windowId, Function<? super List<Event>, ? extends R> function) {
    return currentWindow(windowId).map(window -> function.apply(window.events()));
  }

  /** Aggregates the events of the current window; empty if none is open. */
  public <R> Optional<R> aggregateWindow(
      String windowId, Aggregate<? super Event, ?, R> aggregate) {
    return currentWindow(windowId).map(window -> window.fold(aggregate));
  }

  private WindowView view(String windowId) {
    return registry.attachment(Attachment.Kind.WINDOW, windowId).view();
  }

  /** Sets the value of a key in the default namespace. */
  public void updateState(String key, Object value) {
    updateState(key, value, DEFAULT_NAMESPACE);
  }

  /**
   * Sets the value of a key in a namespace. Values are seen by the whole engine and by its
   * processors; the last one to set a value wins.
   */
  public void updateState(String key, Object value, String namespace) {
    state.put(namespace, key, value);
  }

  /**
   * Changes the value of a key in one step that no other thread can come between, which matters in
   * background mode.
   *
   * @param change gets the value so far, empty if there is none, and gives the new one, or null to
   *     remove it; quick, and without calls of this engine
   * @return the new value
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T> Optional<T> changeState(
      String key, Function<Optional<T>, ? extends @Nullable T> change, String namespace) {
    Object value = state.change(namespace, key, old -> change.apply((Optional<T>) old));
    return Optional.ofNullable((T) value);
  }

  /** The value of a key in the default namespace. */
  public Optional<Object> getState(String key) {
    return getState(key, DEFAULT_NAMESPACE);
  }

  /** The value of a key in a namespace; empty if it was never set. */
  public Optional<Object> getState(String key, String namespace) {
    return state.get(namespace, key);
  }

  /**
   * The value of a key in a namespace, as {@code type}.
   *
   * @throws MillraceException {@code STATE_INVALID} if it is of another type
   */
  public <T> Optional<T> getState(String key, String namespace, Class<T> type) {
    return state.get(namespace, key, type);
  }

  /** Removes the value of a key in a namespace; does nothing if there is none. */
  public void removeState(String key, String namespace) {
    state.remove(namespace, key);
  }

  /**
   * Joins the events of two streams that have the same entry {@code joinKey} in their data and lie
   * at most {@code within} apart. Pairs can be read with {@link #joinResults} and are a stream
   * named {@code joinId}, with both events' data under {@code left} and {@code right}. Events
   * without the entry are filtered out and counted, see {@link #dataKey}.
   *
   * <p>The same as {@code a.keyBy(key).join(joinId, b.keyBy(key)).within(-within,
   * within).inner(JoinedEvents::new)}.
   */
  public StreamJoin joinStreams(
      String joinId, String stream1Id, String stream2Id, String joinKey, Duration within) {
    return join(
        new StreamJoin(joinId, stream1Id, stream2Id, joinKey, within), new DataKey(joinKey));
  }

  /** The same with a key that is computed; it must never be null. */
  public <K> StreamJoin joinStreams(
      String joinId,
      String stream1Id,
      String stream2Id,
      KeySelector<? super Event, ? extends K> joinKey,
      Duration within) {
    return join(new StreamJoin(joinId, stream1Id, stream2Id, "function", within), joinKey);
  }

  private StreamJoin join(StreamJoin join, KeySelector<? super Event, ?> key) {
    Topic output = wiring.output(join.joinId());
    attach(
        join.joinId(),
        output,
        () ->
            wiring.join(
                join, topic(join.leftStreamId()), topic(join.rightStreamId()), output, key));
    return join;
  }

  /** The last pairs of a join, oldest first; how many are kept is set in the options. */
  public List<JoinedEvents> joinResults(String joinId) {
    return registry.attachment(Attachment.Kind.JOIN, joinId).kept().results().list().stream()
        .map(JoinedEvents.class::cast)
        .toList();
  }

  /**
   * Attaches any pipeline: {@code building} goes on from the stream with the fluent API and ends in
   * a sink. It reads what is not processed yet, with the stream's watermarks.
   */
  public void attach(String pipelineId, String streamId, Consumer<Stream<Event>> building) {
    attach(pipelineId, null, () -> wiring.pipeline(pipelineId, topic(streamId), building));
  }

  private void attach(String id, @Nullable Topic output, Supplier<Attachment> maker) {
    driver.attached(
        registry.attach(
            id,
            output == null ? null : new Registry.NamedStream(output, Map.of(), null, true),
            maker));
  }

  private Topic topic(String streamId) {
    return registry.stream(streamId).topic();
  }

  /**
   * Processes up to {@code batchSize} events of a stream, in order, and everything that follows
   * from them in other streams, on the calling thread. For manual mode.
   *
   * @throws MillraceException {@code ARGUMENT_INVALID} in background mode; the failure of a window
   *     or join whose key function threw, after all others have processed the batch
   */
  public BatchResult processBatch(String streamId, int batchSize) {
    return driver.processBatch(publishing.topicOf(streamId), batchSize);
  }

  /**
   * Processes everything that waits, in all streams. In background mode it waits until what was
   * published before the call is processed.
   */
  public void drain() {
    driver.drain();
  }

  /** Changes to background mode; what waits is processed first. There is no way back. */
  public void start() {
    driver.start();
  }

  /** How a stream stands, and what the processors and windows on it did. */
  public StreamMetrics streamMetrics(String streamId) {
    return reports.stream(streamId);
  }

  /** Everything there is and what it did. */
  public ProcessingReport report() {
    return reports.report(driver.background(), state);
  }

  /** How the pipeline of a processor, window or join is carried out, and why. */
  public String explain(String id) {
    return registry.attachment(id).job().explain();
  }

  /**
   * Removes a stream and all that depends on it: its processors, windows and joins, and what reads
   * their results. Events that wait are dropped.
   *
   * @return the ids that were removed, the stream first
   */
  public List<String> removeStream(String streamId) {
    return remove(registry.removeStream(streamId));
  }

  /** Removes a processor and all that reads its results; gives the ids that were removed. */
  public List<String> removeProcessor(String processorId) {
    return remove(registry.removeAttachment(Attachment.Kind.PROCESSOR, processorId));
  }

  /** Removes windows; what is open is dropped. */
  public List<String> removeWindow(String windowId) {
    return remove(registry.removeAttachment(Attachment.Kind.WINDOW, windowId));
  }

  /** Removes a join and all that reads its pairs; gives the ids that were removed. */
  public List<String> removeJoin(String joinId) {
    return remove(registry.removeAttachment(Attachment.Kind.JOIN, joinId));
  }

  /** Removes a pipeline that {@link #attach} added. */
  public List<String> detach(String pipelineId) {
    return remove(registry.removeAttachment(Attachment.Kind.PIPELINE, pipelineId));
  }

  private static List<String> remove(Registry.Removed removed) {
    removed.close();
    return List.copyOf(removed.ids());
  }

  /** Stops and removes everything. What waits is dropped: call {@link #drain} first to keep it. */
  @Override
  public void close() {
    registry.removeAll().close();
    state.close();
  }
}
