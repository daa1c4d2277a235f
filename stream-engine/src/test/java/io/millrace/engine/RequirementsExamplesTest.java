package io.millrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.window.TimeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The usage examples of the requirements' document, one test for each heading. */
final class RequirementsExamplesTest {
  private static final Instant BASE = Instant.parse("2026-01-01T00:00:00Z");

  private final StreamEngine sp = StreamEngine.create();

  @BeforeEach
  void createStream() {
    sp.createStream("user-events", Map.of("type", "user_activity"));
  }

  @AfterEach
  void close() {
    sp.close();
  }

  private Map<String, Object> countEvents(Event event) {
    long current = sp.getState(event.type(), "counters", Long.class).orElse(0L);
    sp.updateState(event.type(), current + 1, "counters");
    return Map.of("event_type", event.type(), "count", current + 1);
  }

  private static Event event(int i) {
    return new Event(
        "event_" + i,
        i % 2 == 0 ? "page_view" : "button_click",
        Map.of("user_id", "user_" + i % 3, "page", "/page" + i),
        BASE.plusSeconds(i * 30L));
  }

  private void publishTen() {
    for (int i = 0; i < 10; i++) {
      assertThat(sp.publish("user-events", event(i)).accepted()).isTrue();
    }
  }

  private void createWindows() {
    sp.createTumblingWindow("5min_tumbling", "user-events", Duration.ofSeconds(300));
    sp.createSlidingWindow(
        "10min_sliding", "user-events", Duration.ofSeconds(600), Duration.ofSeconds(300));
  }

  @Test
  void createStream_thenReportsKnowIt() {
    assertThat(sp.streamMetrics("user-events").metadata()).containsEntry("type", "user_activity");
    assertThat(sp.report().summary().totalStreams()).isEqualTo(1);
  }

  @Test
  void registerProcessor_thenItSeesEachEventOnce() {
    sp.registerProcessor("event_counter", "user-events", this::countEvents);
    publishTen();
    sp.processBatch("user-events", 10);

    assertThat(sp.getState("page_view", "counters")).contains(5L);
    assertThat(sp.getState("button_click", "counters")).contains(5L);
    assertThat(sp.processorResults("event_counter"))
        .hasSize(10)
        .startsWith(Map.of("event_type", "page_view", "count", 1L))
        .endsWith(Map.of("event_type", "button_click", "count", 5L));
  }

  @Test
  void publishEvents_thenTheyWait() {
    publishTen();

    assertThat(sp.eventBuffer("user-events")).hasSize(10).startsWith(event(0)).endsWith(event(9));
    assertThat(sp.publish("user-events", event(10))).isEqualTo(new PublishResult(true, false, 11));
  }

  @Test
  void createTumblingWindow_thenEachEventIsInOne() {
    createWindows();
    publishTen();
    assertThat(sp.currentWindow("5min_tumbling")).isEmpty();
    sp.processBatch("user-events", 10);

    WindowContent current = sp.currentWindow("5min_tumbling").orElseThrow();
    assertThat(current.start()).isEqualTo(BASE);
    assertThat(current.end()).isEqualTo(BASE.plusSeconds(300));
    assertThat(current.open()).isTrue();
    assertThat(current.events()).hasSize(10).startsWith(event(0)).endsWith(event(9));
  }

  @Test
  void createSlidingWindow_thenEachEventIsInTwo() {
    createWindows();
    publishTen();
    sp.processBatch("user-events", 10);

    assertThat(sp.windows("10min_sliding"))
        .extracting(WindowContent::start)
        .containsExactly(BASE.minusSeconds(300), BASE);
    assertThat(sp.windows("10min_sliding")).allSatisfy(w -> assertThat(w.events()).hasSize(10));
  }

  @Test
  void assignEventsToWindows_thenTheAssignerAnswers() {
    createWindows();
    publishTen();
    Event event = sp.eventBuffer("user-events").get(0);

    assertThat(sp.assignToWindow("5min_tumbling", event))
        .containsExactly(window(BASE, BASE.plusSeconds(300)));
    assertThat(sp.assignToWindow("10min_sliding", event))
        .containsExactly(
            window(BASE.minusSeconds(300), BASE.plusSeconds(300)),
            window(BASE, BASE.plusSeconds(600)));
    assertThat(sp.windows("5min_tumbling")).as("nothing changed").isEmpty();
  }

  private static TimeWindow window(Instant start, Instant end) {
    return new TimeWindow(start.toEpochMilli(), end.toEpochMilli());
  }

  private static Map<String, Integer> countByType(List<Event> events) {
    Map<String, Integer> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(event.type(), 1, Integer::sum));
    return counts;
  }

  @Test
  void windowAggregation_thenTheFunctionSeesTheWindow() {
    createWindows();
    publishTen();
    sp.processBatch("user-events", 7);

    WindowContent window = sp.currentWindow("5min_tumbling").orElseThrow();
    assertThat(sp.aggregateWindow(window, RequirementsExamplesTest::countByType))
        .isEqualTo(Map.of("page_view", 4, "button_click", 3));
    assertThat(sp.aggregateWindow("5min_tumbling", (List<Event> events) -> events.size()))
        .contains(7);
    assertThat(sp.aggregateWindow(window, Aggregates.count())).isEqualTo(7L);
  }

  @Test
  void stateManagement_thenNamespacesAreApart() {
    sp.updateState("total_events", 1000, "stats");
    sp.updateState("total_users", 50, "stats");

    assertThat(sp.getState("total_events", "stats")).contains(1000);
    assertThat(sp.getState("total_users", "stats")).contains(50);
    assertThat(sp.getState("total_users", "other")).isEmpty();
    assertThat(sp.getState("total_users")).isEmpty();
  }

  @Test
  void setWatermarks_thenEventsBeforeAreLate() {
    createWindows();
    publishTen();
    Instant watermark = BASE.plusSeconds(300);
    sp.setWatermark("user-events", watermark);

    assertThat(sp.publish("user-events", event(10)).late()).as("at the watermark").isTrue();
    assertThat(sp.publish("user-events", event(11)).late()).isFalse();
    assertThat(sp.publish("user-events", event(2)).late()).isTrue();
    sp.processBatch("user-events", 13);

    assertThat(sp.windows("5min_tumbling")).hasSize(2);
    WindowContent fired = sp.windows("5min_tumbling").get(0);
    assertThat(fired.open()).isFalse();
    assertThat(fired.events()).hasSize(10);
    assertThat(sp.lateEvents("5min_tumbling"))
        .singleElement()
        .satisfies(late -> assertThat(late.value()).isEqualTo(event(2)))
        .satisfies(late -> assertThat(late.lateBy()).isEqualTo(Duration.ofSeconds(240)));
    assertThat(sp.streamMetrics("user-events").watermarkMs()).isEqualTo(watermark.toEpochMilli());
    sp.setWatermark("user-events", BASE);
    assertThat(sp.streamMetrics("user-events").watermarkMs())
        .as("never goes back")
        .isEqualTo(watermark.toEpochMilli());
  }

  @Test
  void streamJoins_thenPairsOfAUserComeOut() {
    sp.createStream("transaction-events", Map.of("type", "transactions"));
    StreamJoin join =
        sp.joinStreams(
            "user_transaction_join",
            "user-events",
            "transaction-events",
            "user_id",
            Duration.ofSeconds(300));

    assertThat(join.joinId()).isEqualTo("user_transaction_join");
    assertThat(join.joinKey()).isEqualTo("user_id");
    assertThat(join.within()).isEqualTo(Duration.ofSeconds(300));

    publishTen();
    Event paid = new Event("t1", "sale", Map.of("user_id", "user_1"), BASE.plusSeconds(330));
    sp.publish("transaction-events", paid);
    sp.processBatch("user-events", 10);
    sp.processBatch("transaction-events", 10);

    assertThat(sp.joinResults("user_transaction_join"))
        .containsExactlyInAnyOrder(
            new JoinedEvents(event(1), paid),
            new JoinedEvents(event(4), paid),
            new JoinedEvents(event(7), paid));
  }

  @Test
  void batchProcessing_thenTheRestRemains() {
    publishTen();

    assertThat(sp.processBatch("user-events", 5)).isEqualTo(new BatchResult(5, 5));
    assertThat(sp.eventBuffer("user-events")).startsWith(event(5)).hasSize(5);
    assertThat(sp.processBatch("user-events", 50)).isEqualTo(new BatchResult(5, 0));
  }

  @Test
  void getStreamMetrics_thenTheyCount() {
    sp.registerProcessor("event_counter", "user-events", this::countEvents);
    publishTen();
    sp.processBatch("user-events", 4);

    StreamMetrics metrics = sp.streamMetrics("user-events");
    assertThat(metrics.totalEvents()).isEqualTo(10);
    assertThat(metrics.bufferSize()).isEqualTo(6);
    assertThat(metrics.processedEvents()).isEqualTo(4);
    assertThat(metrics.processorCount()).isEqualTo(1);
    assertThat(metrics.processors())
        .singleElement()
        .satisfies(p -> assertThat(p.processorId()).isEqualTo("event_counter"))
        .satisfies(p -> assertThat(p.processedCount()).isEqualTo(4))
        .satisfies(p -> assertThat(p.emitted()).isEqualTo(4));
    assertThat(metrics.json()).contains("\"bufferSize\" : 6");
  }

  @Test
  void generateProcessingReport_thenItSumsUp() {
    sp.registerProcessor("event_counter", "user-events", this::countEvents);
    createWindows();
    publishTen();
    sp.processBatch("user-events", 4);

    ProcessingReport report = sp.report();
    assertThat(report.summary())
        .isEqualTo(new ProcessingReport.Summary("manual", 1, 1, 2, 0, 10, 4));
    assertThat(report.streams())
        .extracting(StreamMetrics::streamId)
        .containsExactly("user-events", "event_counter");
    assertThat(report.windows()).extracting(WindowMetrics::open).containsExactly(1L, 2L);
    assertThat(report.state().values()).isEqualTo(2);
    assertThat(report.json()).contains("\"totalProcessedEvents\" : 4");
    assertThat(report.text())
        .contains("1 streams, 1 processors, 2 windows, 0 joins; 4 of 10 events processed")
        .contains("5min_tumbling")
        .contains("event_counter");
  }

  @Test
  void sessionWindows_thenGapsDivideThem() {
    sp.createSessionWindow("sessions", "user-events", Duration.ofMinutes(2), Event::type);
    publishTen();
    sp.publish("user-events", event(16));
    sp.processBatch("user-events", 11);

    assertThat(sp.currentWindow("sessions", "page_view").orElseThrow().events())
        .containsExactly(event(16));
    assertThat(sp.windows("sessions"))
        .extracting(w -> w.key() + " " + w.events().size())
        .containsExactly("page_view 5", "page_view 1", "button_click 5");
    sp.setWatermark("user-events", Instant.MAX);
    sp.drain();
    assertThat(sp.windows("sessions")).hasSize(3).noneMatch(WindowContent::open);
  }
}
