package io.millrace.conformance;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.stream.KeyedStream;
import io.millrace.api.stream.ProcessedStream;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import java.util.List;

/** Puts the pipeline of a vector together: its operator, with an observer behind it. */
final class Assembly {
  private static final String ID = "operator";

  private Assembly() {}

  /** Adds the operator to the streams, and the observer to the operator. */
  static void build(Options operator, List<Stream<Element>> streams, Observer observer) {
    switch (operator.text("type")) {
      case "window" -> WindowAssembly.window(operator, union(streams), observer);
      case "windowJoin" -> JoinAssembly.windowJoin(operator, pair(streams), observer);
      case "coGroup" -> JoinAssembly.coGroup(operator, pair(streams), observer);
      case "intervalJoin" -> JoinAssembly.intervalJoin(operator, pair(streams), observer);
      case "keyedAggregate" -> keyedAggregate(operator, union(streams), observer);
      case "process" -> process(operator, union(streams), observer);
      case "broadcast" -> broadcast(operator, pair(streams), observer);
      case "connect" -> connect(operator, pair(streams), observer);
      case "assignWatermarks" -> assignWatermarks(operator, union(streams), observer);
      default -> throw operator.unknown("type");
    }
  }

  private static List<Stream<Element>> pair(List<Stream<Element>> streams) {
    if (streams.size() != 2) {
      throw new UnsupportedVectorException(
          "an operator with a left and a right side has " + streams.size() + " streams");
    }
    return streams;
  }

  private static Stream<Element> union(List<Stream<Element>> streams) {
    Stream<Element> first = streams.get(0);
    if (streams.size() == 1) {
      return first;
    }
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of streams of elements
    Stream<Element>[] others = streams.subList(1, streams.size()).toArray(new Stream[0]);
    return first.union(others);
  }

  private static void keyedAggregate(Options operator, Stream<Element> stream, Observer observer) {
    KeyedStream<String, Element> keyed = stream.keyBy(Element::key);
    Stream<Element> results =
        switch (operator.text("function")) {
          case "reduceSum" -> keyed.reduce(ID, (a, b) -> b.with(b.id(), a.value() + b.value()));
          case "reduceConcat" ->
              keyed.reduce(
                  ID, (a, b) -> a.with(a.id() + "+" + b.id(), Math.max(a.value(), b.value())));
          case "sum" -> keyed.reduce(ID, (a, b) -> a.with(a.id(), a.value() + b.value()));
          case "min" -> keyed.reduce(ID, (a, b) -> a.with(a.id(), Math.min(a.value(), b.value())));
          case "max" -> keyed.reduce(ID, (a, b) -> a.with(a.id(), Math.max(a.value(), b.value())));
          case "minBy" -> keyed.aggregate(ID, Aggregates.minBy(Element::value));
          case "maxBy" -> keyed.aggregate(ID, Aggregates.maxBy(Element::value));
          case "minByLast" -> keyed.aggregate(ID, Aggregates.minByLast(Element::value));
          case "maxByLast" -> keyed.aggregate(ID, Aggregates.maxByLast(Element::value));
          default -> throw operator.unknown("function");
        };
    observer.main(results, Assembly::elementRow);
  }

  private static void process(Options operator, Stream<Element> stream, Observer observer) {
    switch (operator.text("function")) {
      case "timers" -> {
        boolean again = operator.has("reregisterPeriod");
        long periodMs = operator.number("reregisterPeriod", 0);
        long untilMs = again ? operator.number("reregisterUntil") : 0;
        observer.main(
            stream
                .keyBy(Element::key)
                .process(ID, () -> new TimersHandler(again, periodMs, untilMs)),
            Assembly::timedRow);
      }
      case "state" -> {
        StateHandler.Ttl ttl = StateHandler.Ttl.read(operator);
        observer.main(
            stream.keyBy(Element::key).process(ID, () -> new StateHandler(ttl)),
            Assembly::timedRow);
      }
      case "sideOutput" -> sideOutput(stream, observer);
      default -> throw operator.unknown("function");
    }
  }

  private static void sideOutput(Stream<Element> stream, Observer observer) {
    ProcessedStream<Element> routed = stream.operator(ID, Element.class, Router::new);
    observer.main(routed, (element, timeMs) -> tagged("main", element, timeMs));
    for (SideOutput<Element> side : Router.SIDES) {
      observer.side(
          side.name(),
          routed.side(side),
          (element, timeMs) -> tagged(side.name(), element, timeMs));
    }
  }

  private static void broadcast(
      Options operator, List<Stream<Element>> streams, Observer observer) {
    if (!operator.text("function").equals("rules")) {
      throw operator.unknown("function");
    }
    observer.main(
        streams
            .get(0)
            .keyBy(Element::key)
            .connectBroadcast(ID, streams.get(1), () -> new RulesHandler()),
        Assembly::timedRow);
  }

  private static void connect(Options operator, List<Stream<Element>> streams, Observer observer) {
    if (!operator.text("function").equals("match")) {
      throw operator.unknown("function");
    }
    long timeoutMs = operator.number("timeout");
    observer.main(
        streams
            .get(0)
            .keyBy(Element::key)
            .connect(ID, streams.get(1).keyBy(Element::key), () -> new MatchHandler(timeoutMs)),
        Assembly::timedRow);
  }

  private static void assignWatermarks(
      Options operator, Stream<Element> stream, Observer observer) {
    Watermarks<Object> watermarks =
        switch (operator.text("strategy")) {
          case "boundedOutOfOrderness" -> Watermarks.bounded(operator.millis("bound"));
          case "monotonous" -> Watermarks.monotonic();
          default -> throw operator.unknown("strategy");
        };
    // The clock of a vector starts at 0, far behind its elements.
    watermarks = watermarks.withoutFutureSkewGuard().emitEvery(operator.millis("interval"));
    if (operator.has("idleTimeout")) {
      watermarks = watermarks.idleAfter(operator.millis("idleTimeout"));
    }
    observer.main(stream.eventTimeMillis(Element::ts, watermarks), Assembly::elementRow);
  }

  private static Row elementRow(Element element, long timeMs) {
    return Row.empty()
        .with(Row.KEY, element.key())
        .with("id", element.id())
        .with("value", element.value())
        .with(Row.TIME, timeMs);
  }

  private static Row tagged(String tag, Element element, long timeMs) {
    return elementRow(element, timeMs).with("tag", tag);
  }

  /** A row that an operator made, with the time it was emitted with. */
  static Row timedRow(Row row, long timeMs) {
    return row.with(Row.TIME, timeMs);
  }
}
