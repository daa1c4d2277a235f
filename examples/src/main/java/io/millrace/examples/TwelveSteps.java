package io.millrace.examples;

import io.millrace.engine.Event;
import io.millrace.engine.StreamEngine;
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

  /** Takes the twelve steps and prints what each gives. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    try (StreamEngine sp = StreamEngine.create()) {
      sp.createStream("users", Map.of("type", "user_activity"));
      sp.createStream("sales", Map.of("type", "transactions"));
      out.printf(" 1 streams: %d%n", sp.report().summary().totalStreams());
      sp.registerProcessor("event_counter", "users", event -> count(sp, event));
      out.printf(" 2 results so far: %d%n", sp.processorResults("event_counter").size());
      sp.createTumblingWindow("5min", "users", Duration.ofMinutes(5));
      sp.createSlidingWindow("10min", "users", Duration.ofMinutes(10), Duration.ofMinutes(5));
      out.printf(" 3 windows: %d%n", sp.report().summary().totalWindows());
      for (int i = 0; i < 10; i++) {
        sp.publish("users", event(i, i % 2 == 0 ? "page_view" : "button_click", 45L * i));
      }
      out.printf(" 4 published, waiting: %d%n", sp.eventBuffer("users").size());
      Event last = sp.eventBuffer("users").get(9);
      out.printf(" 5 the last is in %d windows%n", sp.assignToWindow("10min", last).size());
      sp.processBatch("users", 8);
      out.printf(
          " 6 in the window: %s%n", sp.aggregateWindow("5min", TwelveSteps::byType).orElseThrow());
      sp.updateState("total_users", 50, "stats");
      Object views = sp.getState("page_view", "counters").orElseThrow();
      out.printf(
          " 7 page views: %s, users: %s%n",
          views, sp.getState("total_users", "stats").orElseThrow());
      sp.setWatermark("users", START.plus(Duration.ofMinutes(6)));
      out.printf(" 8 late: %s%n", sp.publish("users", event(12, "page_view", 0)).late());
      sp.joinStreams("paid", "users", "sales", "user_id", Duration.ofMinutes(5));
      sp.publish("sales", event(0, "sale", 400));
      sp.publish("sales", event(1, "sale", 900));
      sp.processBatch("sales", 1);
      int processed = sp.processBatch("users", 5).processed();
      out.printf(" 9 processed: %d, remaining: %d%n", processed, sp.eventBuffer("sales").size());
      long fired = sp.windows("5min").stream().filter(window -> !window.open()).count();
      int late = sp.lateEvents("5min").size();
      out.printf(
          "10 joined: %d, fired: %d, late: %d%n", sp.joinResults("paid").size(), fired, late);
      long seen = sp.streamMetrics("users").processors().get(0).processedCount();
      long events = sp.streamMetrics("users").totalEvents();
      out.printf("11 events: %d, processed by event_counter: %d%n", events, seen);
      out.printf("12 %s%n", sp.report().summary());
    }
  }

  private static Event event(int number, String type, long second) {
    Map<String, Object> data = Map.of("user_id", "user_" + number % 3, "page", "/page" + number);
    return new Event(type + "_" + number, type, data, START.plusSeconds(second));
  }

  private static Map<String, Object> count(StreamEngine sp, Event event) {
    int count = sp.getState(event.type(), "counters", Integer.class).orElse(0) + 1;
    sp.updateState(event.type(), count, "counters");
    return Map.of("event_type", event.type(), "count", count);
  }

  private static Map<String, Integer> byType(List<Event> events) {
    Map<String, Integer> counts = new TreeMap<>();
    events.forEach(event -> counts.merge(event.type(), 1, Integer::sum));
    return counts;
  }
}
