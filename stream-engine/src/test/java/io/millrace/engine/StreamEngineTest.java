package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Overflow;
import io.millrace.api.connector.Sinks;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.DeadLetter;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StreamEngineTest {
  private StreamEngine engine = StreamEngine.create();

  @AfterEach
  void close() {
    engine.close();
  }

  private void create(StreamEngineOptions options) {
    engine.close();
    engine = StreamEngine.create(options);
  }

  private static Event event(int i) {
    return new Event("e" + i, "click", Map.of("n", i), Instant.ofEpochSecond(i));
  }

  private static void fails(ApiError code, Runnable call, String... texts) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(List.of(texts))
                  .allSatisfy(text -> assertThat(e).hasMessageContaining(text));
            });
  }

  @Test
  void whenProcessorsChain_thenResultsAreAStream() {
    engine.createStream("in");
    engine.registerProcessor("twice", "in", e -> Map.of("n", (int) e.data().get("n") * 2));
    engine.registerProcessor("big", "twice", e -> (int) e.data().get("n") > 4 ? e : null);
    engine.registerProcessor("text", "big", e -> "n=" + e.data().get("n"));
    engine.createTumblingWindow("w", "text", Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      engine.publish("in", event(i));
    }
    engine.processBatch("in", 5);

    assertThat(engine.processorResults("text")).containsExactly("n=6", "n=8");
    assertThat(engine.processorResults("big"))
        .containsExactly(
            new Event("e3", "twice", Map.of("n", 6), Instant.ofEpochSecond(3)),
            new Event("e4", "twice", Map.of("n", 8), Instant.ofEpochSecond(4)));
    assertThat(engine.streamMetrics("twice").processors())
        .singleElement()
        .satisfies(p -> assertThat(p.processedCount()).isEqualTo(5))
        .satisfies(p -> assertThat(p.filtered()).isEqualTo(3));
    assertThat(engine.currentWindow("w").orElseThrow().events())
        .extracting(e -> e.data().get("value"))
        .containsExactly("n=6", "n=8");
    engine.setWatermark("in", Instant.ofEpochSecond(10));
    engine.drain();
    assertThat(engine.windows("w")).singleElement().matches(w -> !w.open());
  }

  @Test
  void whenAProcessorThrows_thenTheEventIsDeadAndTheOthersGoOn() {
    engine.createStream("in");
    engine.registerProcessor("bad", "in", e -> 10 / ((int) e.data().get("n") - 1));
    engine.registerProcessor("good", "in", Event::id);
    for (int i = 0; i < 3; i++) {
      engine.publish("in", event(i));
    }
    engine.processBatch("in", 3);

    assertThat(engine.processorResults("bad")).containsExactly(-10, 10);
    assertThat(engine.processorResults("good")).containsExactly("e0", "e1", "e2");
    assertThat(engine.deadLetters("bad"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.value()).isEqualTo(event(1)))
        .extracting(DeadLetter::cause)
        .asString()
        .contains("ArithmeticException");
    ProcessorMetrics bad = engine.streamMetrics("in").processors().get(0);
    assertThat(bad.processedCount()).isEqualTo(3);
    assertThat(bad.emitted()).isEqualTo(2);
    assertThat(bad.dead()).isEqualTo(1);
    assertThat(bad.status()).isEqualTo("RUNNING");
    assertThat(bad.lastFailure()).contains("ArithmeticException");
    assertThat(engine.report().lost()).containsEntry("dead", 1L);
  }

  @Test
  void whenAKeyFunctionThrows_thenItsWindowFailsAlone() {
    engine.createStream("in");
    engine.createTumblingWindow(
        "w", "in", Duration.ofSeconds(10), e -> 1 / ((Integer) e.data().get("n") - 1));
    engine.registerProcessor("p", "in", Event::id);
    engine.publish("in", event(1));
    fails(
        ApiError.OPERATOR_FAILED,
        () -> engine.processBatch("in", 1),
        "'w'",
        "correct the function");

    assertThat(engine.processorResults("p")).containsExactly("e1");
    assertThat(engine.report().windows())
        .singleElement()
        .satisfies(w -> assertThat(w.status()).isEqualTo("FAILED"))
        .satisfies(w -> assertThat(w.failure()).contains("OPERATOR_FAILED"));
    engine.publish("in", event(2));
    assertThat(engine.processBatch("in", 1)).isEqualTo(new BatchResult(1, 0));
    assertThat(engine.removeWindow("w")).containsExactly("w");
  }

  @Test
  void whenAnIdIsUnknownOrTaken_thenTheErrorListsWhatThereIs() {
    engine.createStream("a");
    engine.createTumblingWindow("w", "a", Duration.ofSeconds(1));
    fails(ApiError.ID_UNKNOWN, () -> engine.publish("b", event(1)), "'b'", "[a]");
    fails(ApiError.ID_UNKNOWN, () -> engine.currentWindow("v"), "no window", "[w]");
    fails(ApiError.ID_UNKNOWN, () -> engine.processorResults("w"), "no processor", "[]");
    fails(ApiError.ID_UNKNOWN, () -> engine.lateEvents("x"), "[w]");
    fails(ApiError.ID_TAKEN, () -> engine.createStream("w"), "taken by a window", "[a, w]");
    fails(ApiError.ID_TAKEN, () -> engine.createStream("a"), "taken by a stream");
    fails(ApiError.ID_UNKNOWN, () -> engine.registerProcessor("p", "b", Event::id), "'b'");
    fails(ApiError.ARGUMENT_INVALID, () -> engine.createStream(" "), "must not be empty");
    fails(ApiError.WINDOW_INVALID, () -> engine.createTumblingWindow("x", "a", Duration.ZERO));
    assertThat(engine.report().summary().totalWindows()).isEqualTo(1);
  }

  @Test
  void whenTheBufferIsFull_thenThePolicyDecides() {
    create(StreamEngineOptions.DEFAULT.buffer(2, Overflow.FAIL));
    fillWithThree();
    assertThat(engine.eventBuffer("in")).containsExactly(event(0), event(1));
    assertThat(engine.streamMetrics("in").lost()).containsEntry("refused", 1L);

    create(StreamEngineOptions.DEFAULT.buffer(2, Overflow.DROP_OLDEST));
    fillWithThree();
    assertThat(engine.eventBuffer("in")).containsExactly(event(1), event(2));
    assertThat(engine.streamMetrics("in").lost()).containsEntry("dropped oldest", 1L);
    engine.registerProcessor("p", "in", Event::id);
    assertThat(engine.processBatch("in", 5)).isEqualTo(new BatchResult(2, 0));
    assertThat(engine.processorResults("p")).containsExactly("e1", "e2");
    assertThat(engine.streamMetrics("in").processedEvents()).isEqualTo(2);

    create(StreamEngineOptions.DEFAULT.buffer(2, Overflow.DROP_NEWEST));
    fillWithThree();
    assertThat(engine.eventBuffer("in")).containsExactly(event(0), event(1));
    assertThat(engine.report().lost()).containsEntry("dropped newest", 1L);
  }

  private void fillWithThree() {
    engine.createStream("in");
    List<Boolean> accepted = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try {
        accepted.add(engine.publish("in", event(i)).accepted());
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ApiError.BUFFER_FULL);
        accepted.add(null);
      }
    }
    assertThat(accepted).startsWith(true, true);
  }

  @Test
  void whenAJoinEmitsMoreThanABufferHolds_thenNothingIsLost() {
    create(StreamEngineOptions.DEFAULT.buffer(10, Overflow.FAIL));
    engine.createStream("a");
    engine.createStream("b");
    engine.joinStreams("j", "a", "b", e -> "all", Duration.ofDays(1));
    engine.registerProcessor("p", "j", Event::id);
    List<Object> seen = new ArrayList<>();
    engine.attach("count", "p", s -> s.to("sink", Sinks.callback(seen::add)));
    for (int i = 0; i < 10; i++) {
      engine.publish("a", event(i));
      engine.publish("b", event(i));
    }
    engine.drain();
    assertThat(seen).hasSize(100);
    assertThat(engine.joinResults("j")).hasSize(100);
  }

  @Test
  void whenRemoved_thenWhatDependsOnItGoesToo() {
    engine.createStream("a");
    engine.createStream("b");
    engine.registerProcessor("p", "a", Event::id);
    engine.createTumblingWindow("w", "p", Duration.ofSeconds(1));
    engine.joinStreams("j", "a", "b", "n", Duration.ofSeconds(1));
    engine.createSessionWindow("s", "j", Duration.ofSeconds(1));
    engine.createSlidingWindow("v", "b", Duration.ofSeconds(2), Duration.ofSeconds(1));

    fails(ApiError.ARGUMENT_INVALID, () -> engine.removeStream("p"), "output of a processor");
    assertThat(engine.removeJoin("j")).containsExactly("j", "s");
    assertThat(engine.removeStream("a")).containsExactly("a", "p", "w");
    assertThat(engine.report().streams()).extracting(StreamMetrics::streamId).containsExactly("b");
    assertThat(engine.removeWindow("v")).containsExactly("v");
    fails(ApiError.ID_UNKNOWN, () -> engine.removeWindow("v"), "'v'");

    engine.createStream("a");
    engine.registerProcessor("p", "a", Event::id);
    engine.publish("a", event(1));
    engine.drain();
    assertThat(engine.processorResults("p")).containsExactly("e1");
    assertThat(engine.removeProcessor("p")).containsExactly("p");
  }

  @Test
  void whenAttachedLater_thenItSeesWhatIsNotProcessedYet() {
    engine.createStream("in");
    engine.publish("in", event(0));
    engine.setWatermark("in", Instant.ofEpochSecond(100));
    engine.publish("in", event(1));
    engine.processBatch("in", 2);
    engine.createTumblingWindow("w", "in", Duration.ofSeconds(10));
    engine.publish("in", event(101));
    assertThat(engine.publish("in", event(99)).late()).isTrue();
    engine.drain();

    assertThat(engine.windows("w")).singleElement().matches(w -> w.events().size() == 1);
    assertThat(engine.lateEvents("w")).singleElement().matches(l -> l.value().id().equals("e99"));
  }

  @Test
  void whenTypedStream_thenComponentsAreData() {
    record Reading(String sensor, double celsius, Instant at) {}
    engine.createStream("readings", Reading.class, Reading::at);
    engine.createTumblingWindow(
        "w", "readings", Duration.ofMinutes(1), StreamEngine.dataKey("sensor"));
    engine.publish("readings", new Reading("s1", 20, Instant.EPOCH));
    engine.publish("readings", new Reading("s2", 30, Instant.EPOCH));
    engine.drain();

    assertThat(engine.currentWindow("w", "s2").orElseThrow().events())
        .singleElement()
        .isEqualTo(
            new Event(
                "readings-1",
                "Reading",
                Map.of("sensor", "s2", "celsius", 30.0, "at", Instant.EPOCH),
                Instant.EPOCH));
    fails(ApiError.ARGUMENT_INVALID, () -> engine.publish("readings", "text"), "Reading");
  }

  @Test
  void whenStateIsChanged_thenReadersSeeIt() {
    engine.updateState("k", 1);
    assertThat(engine.<Integer>changeState("k", old -> old.orElse(0) + 1, "default")).contains(2);
    assertThat(engine.getState("k")).contains(2);
    fails(ApiError.STATE_INVALID, () -> engine.getState("k", "default", String.class), "String");
    engine.removeState("k", "default");
    assertThat(engine.getState("k")).isEmpty();
    assertThat(engine.report().state().values()).isZero();
  }

  @Test
  void whenAttachedFluently_thenAnyPipelineRuns() {
    engine.createStream("in");
    CollectSink<Object> counts = Sinks.collect();
    engine.attach(
        "counts",
        "in",
        s ->
            s.keyBy(Event::type)
                .window(Windows.tumbling(Duration.ofSeconds(10)))
                .count("per-type")
                .map(r -> r.key() + "=" + r.value())
                .to("out", counts));
    engine.publish("in", event(1));
    engine.publish("in", event(2));
    engine.setWatermark("in", Instant.MAX);
    engine.drain();
    assertThat(counts.values()).containsExactly("click=2");
    assertThat(engine.explain("counts")).contains("per-type");
    assertThat(engine.detach("counts")).containsExactly("counts");
  }

  @Test
  void whenCalledFromInsideAProcessor_thenItSaysSo() {
    engine.createStream("in");
    engine.registerProcessor("p", "in", e -> engine.processBatch("in", 1));
    engine.publish("in", event(1));
    engine.drain();
    assertThat(engine.deadLetters("p")).singleElement().asString().contains("from inside");
  }

  @Test
  void whenClosed_thenNothingCanBeAdded() {
    engine.createStream("in");
    engine.close();
    fails(ApiError.JOB_NOT_RUNNING, () -> engine.createStream("other"), "closed");
  }
}
