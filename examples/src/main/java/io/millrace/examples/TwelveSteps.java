package io.millrace.examples;

import io.millrace.engine.Event;
import io.millrace.engine.ProcessorMetrics;
import io.millrace.engine.StreamEngine;
import io.millrace.engine.StreamMetrics;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Streams, processors, windows and joins by id, in twelve steps. */
public final class TwelveSteps {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private TwelveSteps() {}

  /** Runs the twelve steps and prints what each gives. */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    try (StreamEngine engine = StreamEngine.create()) {
      engine.createStream("user-events", Map.of("type", "user_activity"));
      engine.createStream("transaction-events", Map.of("type", "transactions"));
      out.println(" 1 streams: " + engine.report().summary().totalStreams());

      engine.registerProcessor("event_counter", "user-events", event -> count(engine, event));
      out.println(" 2 processor registered: event_counter");

      engine.createTumblingWindow("5min", "user-events", Duration.ofMinutes(5));
      engine.createSlidingWindow(
          "10min", "user-events", Duration.ofMinutes(10), Duration.ofMinutes(5));
      out.println(" 3 windows: " + engine.report().summary().totalWindows());

      for (int i = 0; i < 10; i++) {
        String type = i % 2 == 0 ? "page_view" : "button_click";
        Map<String, Object> data = Map.of("user_id", "user_" + i % 3, "page", "/page" + i);
        engine.publish(
            "user-events", new Event("event_" + i, type, data, START.plusSeconds(45L * i)));
      }
      out.println(" 4 published, waiting: " + engine.eventBuffer("user-events").size());

      Event last = engine.eventBuffer("user-events").get(9);
      out.println(" 5 the last is in " + engine.assignToWindow("10min", last).size() + " windows");

      engine.processBatch("user-events", 8);
      out.println(
          " 6 in the window: " + engine.aggregateWindow("5min", TwelveSteps::byType).orElseThrow());

      engine.updateState("total_users", 50, "stats");
      out.println(
          " 7 page views: "
              + engine.getState("page_view", "counters").orElse(0)
              + ", users: "
              + engine.getState("total_users", "stats").orElse(0));

      engine.setWatermark("user-events", START.plus(Duration.ofMinutes(6)));
      Event late = new Event("event_10", "page_view", Map.of("user_id", "user_0"), START);
      out.println(" 8 late: " + engine.publish("user-events", late).late());

      engine.joinStreams(
          "paid", "user-events", "transaction-events", "user_id", Duration.ofMinutes(5));
      Instant at = START.plusSeconds(400);
      engine.publish(
          "transaction-events", new Event("t1", "sale", Map.of("user_id", "user_0"), at));
      engine.processBatch("transaction-events", 10);

      out.println(" 9 " + engine.processBatch("user-events", 5));
      out.println(
          "10 joined: "
              + engine.joinResults("paid").size()
              + ", fired: "
              + engine.windows("5min").stream().filter(window -> !window.open()).count()
              + ", late: "
              + engine.lateEvents("5min").size());

      StreamMetrics metrics = engine.streamMetrics("user-events");
      ProcessorMetrics counter = metrics.processors().get(0);
      out.println(
          "11 events: "
              + metrics.totalEvents()
              + ", "
              + counter.processorId()
              + " processed: "
              + counter.processedCount());
      out.println("12 " + engine.report().summary());
    }
  }

  private static Map<String, Object> count(StreamEngine engine, Event event) {
    int count = engine.getState(event.type(), "counters", Integer.class).orElse(0) + 1;
    engine.updateState(event.type(), count, "counters");
    return Map.of("event_type", event.type(), "count", count);
  }

  private static Map<String, Integer> byType(List<Event> events) {
    Map<String, Integer> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(event.type(), 1, Integer::sum));
    return counts;
  }
}
