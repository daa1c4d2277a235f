package io.millrace.conformance;

import io.millrace.api.stream.IntervalJoin;
import io.millrace.api.stream.Join;
import io.millrace.api.stream.JoinResults;
import io.millrace.api.stream.Stream;
import io.millrace.api.stream.WindowedJoin;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowAssigner;
import java.util.List;

/** Puts joins together. */
final class JoinAssembly {
  private JoinAssembly() {}

  private static Join<String, Element, Element> join(List<Stream<Element>> streams) {
    return streams.get(0).keyBy(Element::key).join("join", streams.get(1).keyBy(Element::key));
  }

  private static WindowedJoin<String, Element, Element> windowed(
      Options operator, List<Stream<Element>> streams) {
    @SuppressWarnings("unchecked") // both sides are elements
    WindowAssigner<Object> assigner =
        (WindowAssigner<Object>) WindowAssembly.assigner(operator.part("assigner"));
    return join(streams).window(assigner).lateness(WindowAssembly.lateness(operator));
  }

  /** Adds a join by window. */
  static void windowJoin(Options operator, List<Stream<Element>> streams, Observer observer) {
    observer.main(windowed(operator, streams).inner(Row::pair), Assembly::timedRow);
  }

  /** Adds a co-group, of which the outer joins by window are made too. */
  static void coGroup(Options operator, List<Stream<Element>> streams, Observer observer) {
    WindowedJoin<String, Element, Element> windowed = windowed(operator, streams);
    JoinResults<Row> results =
        switch (operator.text("emit")) {
          case "groups" -> windowed.coGroup((left, right) -> List.of(groups(left, right)));
          case "leftOuter" -> windowed.left((l, r) -> Row.pair(l, r.orElse(null)));
          case "rightOuter" -> windowed.right((l, r) -> Row.pair(l.orElse(null), r));
          case "fullOuter" -> windowed.full((l, r) -> Row.pair(l.orElse(null), r.orElse(null)));
          default -> throw operator.unknown("emit");
        };
    observer.main(results, Assembly::timedRow);
  }

  /** Adds a join of elements that are near in time. */
  static void intervalJoin(Options operator, List<Stream<Element>> streams, Observer observer) {
    IntervalJoin<String, Element, Element> join =
        join(streams)
            .within(operator.millis("lowerBound"), operator.millis("upperBound"))
            .lateness(Lateness.merged());
    if (!operator.flag("lowerInclusive", true)) {
      join = join.excludingLower();
    }
    if (!operator.flag("upperInclusive", true)) {
      join = join.excludingUpper();
    }
    JoinResults<Row> results = join.inner(Row::pair);
    observer.main(results, Assembly::timedRow);
    observer.late(results.late());
  }

  private static Row groups(List<Element> left, List<Element> right) {
    Element some = left.isEmpty() ? right.get(0) : left.get(0);
    return Row.empty()
        .with(Row.KEY, some.key())
        .with("left", Row.sortedIds(left))
        .with("right", Row.sortedIds(right));
  }
}
