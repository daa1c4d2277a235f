package io.millrace.conformance;

import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import org.jspecify.annotations.Nullable;

/** Matches each element with one of the other side that waits for it, for a limited time. */
final class MatchHandler implements PairHandler<String, Element, Element, Row> {
  private static final String LEFT = "left";
  private static final String RIGHT = "right";

  private final long timeoutMs;
  private @Nullable ValueState<Element> left;
  private @Nullable ValueState<Element> right;

  MatchHandler(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  @Override
  public void open(StateAccess state) {
    left = state.value(StateSpec.value(LEFT, Element.class));
    right = state.value(StateSpec.value(RIGHT, Element.class));
  }

  private ValueState<Element> pending(String side) {
    ValueState<Element> pending = side.equals(LEFT) ? left : right;
    if (pending == null) {
      throw new IllegalStateException("not open");
    }
    return pending;
  }

  @Override
  public void onLeft(Element element, HandlerContext<String> context, Output<Row> out) {
    arrived(element, LEFT, RIGHT, context, out);
  }

  @Override
  public void onRight(Element element, HandlerContext<String> context, Output<Row> out) {
    arrived(element, RIGHT, LEFT, context, out);
  }

  private void arrived(
      Element element,
      String side,
      String otherSide,
      HandlerContext<String> context,
      Output<Row> out) {
    Element partner = pending(otherSide).get();
    if (partner != null) {
      pending(otherSide).clear();
      context.cancelTimer(otherSide);
      out.emit(
          Row.kind("matched")
              .with(Row.KEY, context.key())
              .with(side, element.id())
              .with(otherSide, partner.id()),
          context.timeMs());
      return;
    }
    Element before = pending(side).get();
    if (before != null) {
      out.emit(
          Row.kind("replaced").with(Row.KEY, context.key()).with("id", before.id()),
          context.timeMs());
    }
    pending(side).set(element);
    context.timer(side, TimeDomain.EVENT, EventTimes.plus(context.timeMs(), timeoutMs));
  }

  @Override
  public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<Row> out) {
    Element alone = pending(timer.name()).get();
    if (alone == null) {
      return;
    }
    pending(timer.name()).clear();
    out.emit(
        Row.kind("unmatched")
            .with(Row.KEY, context.key())
            .with("id", alone.id())
            .with("time", timer.timeMs()),
        timer.timeMs());
  }
}
