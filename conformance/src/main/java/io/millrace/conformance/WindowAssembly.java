package io.millrace.conformance;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowResults;
import io.millrace.api.stream.WindowedStream;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.Evictors;
import io.millrace.windowing.Triggers;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.List;

/** Puts windows together: assigner, trigger, evictor, lateness and aggregate. */
final class WindowAssembly {
  private WindowAssembly() {}

  /** Adds a window operator. */
  static void window(Options operator, Stream<Element> stream, Observer observer) {
    WindowedStream<String, Element> windows =
        stream
            .keyBy(Element::key)
            .window(assigner(operator.part("assigner")))
            .lateness(lateness(operator));
    if (operator.has("trigger")) {
      windows = windows.trigger(trigger(operator.part("trigger")));
    }
    if (operator.has("evictor")) {
      windows = windows.evict(evictor(operator.part("evictor")));
    }
    observed(windows.aggregate("window", aggregate(operator)), observer);
  }

  private static <R> void observed(WindowResults<String, Element, R> results, Observer observer) {
    observer.main(results, WindowAssembly::row);
    observer.late(results.late());
  }

  /** The lateness the vectors go by: judged by the merged watermark. */
  static Lateness lateness(Options operator) {
    return Lateness.merged().allow(Duration.ofMillis(operator.number("allowedLateness", 0)));
  }

  /** The shape of windows. */
  static WindowAssigner<? super Element> assigner(Options options) {
    String kind = options.text("kind");
    boolean byClock =
        switch (options.text("time", "event")) {
          case "event" -> false;
          case "processing" -> true;
          default -> throw options.unknown("time");
        };
    return switch (kind) {
      case "tumbling" -> {
        var windows =
            Windows.tumbling(options.millis("size"))
                .offset(Duration.ofMillis(options.number("offset", 0)));
        yield byClock ? windows.processingTime() : windows;
      }
      case "sliding" -> {
        var windows =
            Windows.sliding(options.millis("size"), options.millis("slide"))
                .offset(Duration.ofMillis(options.number("offset", 0)));
        yield byClock ? windows.processingTime() : windows;
      }
      case "session" -> {
        var windows = Windows.session(options.millis("gap"));
        yield byClock ? windows.processingTime() : windows;
      }
      case "sessionDynamic" -> {
        if (!options.text("gap", "value").equals("value")) {
          throw options.unknown("gap");
        }
        var windows =
            Windows.<Element>dynamicSession(element -> Duration.ofMillis(element.value()));
        yield byClock ? windows.processingTime() : windows;
      }
      case "global" ->
          switch (options.text("defaultTrigger", "never")) {
            case "never" -> Windows.global();
            case "endOfStream" -> Windows.globalUntilEnd();
            default -> throw options.unknown("defaultTrigger");
          };
      case "countTumbling" -> Windows.count(options.number("count"));
      case "countSliding" -> Windows.count(options.number("count"), options.number("slide"));
      default -> throw options.unknown("kind");
    };
  }

  private static Trigger<Object> trigger(Options options) {
    return switch (options.text("kind")) {
      case "eventTime" -> Triggers.eventTime();
      case "processingTime" -> Triggers.processingTime();
      case "count" -> Triggers.count(options.number("count"));
      case "continuousEventTime" ->
          Triggers.continuousEventTime(options.millis("interval")).firingEachMultiple();
      case "continuousProcessingTime" ->
          Triggers.continuousProcessingTime(options.millis("interval"));
      case "purging" -> Triggers.purging(trigger(options.part("inner")));
      default -> throw options.unknown("kind");
    };
  }

  private static Evictor<Object> evictor(Options options) {
    Evictor.When when =
        switch (options.text("when", "before")) {
          case "before" -> Evictor.When.BEFORE;
          case "after" -> Evictor.When.AFTER;
          default -> throw options.unknown("when");
        };
    return switch (options.text("kind")) {
      case "count" -> Evictors.count(options.number("count"), when);
      case "time" -> Evictors.time(options.millis("duration"), when);
      default -> throw options.unknown("kind");
    };
  }

  private static Aggregate<Element, ?, ?> aggregate(Options operator) {
    return switch (operator.text("aggregate")) {
      case "count" -> Aggregates.<Element>count();
      case "sum" -> Aggregates.<Element>sumLong(Element::value);
      case "min" -> Aggregates.<Element>minLong(Element::value);
      case "max" -> Aggregates.<Element>maxLong(Element::value);
      case "first" -> Aggregates.mapped(Aggregates.<Element>first(), Element::id);
      case "last" -> Aggregates.mapped(Aggregates.<Element>last(), Element::id);
      case "ids" -> Aggregates.mapped(Aggregates.<Element>collect(), Row::sortedIds);
      case "idsInOrder" ->
          Aggregates.mapped(Aggregates.<Element>collect(), WindowAssembly::idsInOrder);
      default -> throw operator.unknown("aggregate");
    };
  }

  private static List<String> idsInOrder(List<Element> elements) {
    return elements.stream().map(Element::id).toList();
  }

  private static <R> Row row(WindowResult<String, R> result, long timeMs) {
    Row row = Row.empty().with(Row.KEY, result.key()).with("result", result.value());
    if (result.window() instanceof TimeWindow window) {
      return row.with("windowStart", window.startMs())
          .with("windowEnd", window.endMs())
          .with(Row.TIME, timeMs);
    }
    // A window without an end ends with time itself, which is no time an event may have: the result
    // carries that of the event that made it fire, and its window says what vectors call its time.
    return row.with(Row.TIME, result.window().maxTimeMs());
  }
}
