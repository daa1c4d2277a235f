package io.millrace.conformance;

import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import java.util.Locale;

/** Sets and cancels timers on command; a timer is named by its time, so each time has one. */
final class TimersHandler implements Handler<String, Element, Row> {
  private final boolean again;
  private final long periodMs;
  private final long untilMs;

  TimersHandler(boolean again, long periodMs, long untilMs) {
    this.again = again;
    this.periodMs = periodMs;
    this.untilMs = untilMs;
  }

  @Override
  public void onEvent(Element element, HandlerContext<String> context, Output<Row> out) {
    switch (element.command()) {
      case "registerEventTimer" -> set(context, TimeDomain.EVENT, element.arg());
      case "deleteEventTimer" -> context.cancelTimer(name(element.arg()), TimeDomain.EVENT);
      case "registerProcessingTimer" -> set(context, TimeDomain.PROCESSING, element.arg());
      case "deleteProcessingTimer" ->
          context.cancelTimer(name(element.arg()), TimeDomain.PROCESSING);
      case "probe" ->
          out.emit(
              Row.kind("probe")
                  .with(Row.KEY, context.key())
                  .with("id", element.id())
                  .with("currentWatermark", context.watermarkMs()),
              context.timeMs());
      default ->
          throw new UnsupportedVectorException(
              "unknown command '" + element.command() + "' of function timers");
    }
  }

  @Override
  public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<Row> out) {
    out.emit(
        Row.kind("timer")
            .with("domain", timer.domain().name().toLowerCase(Locale.ROOT))
            .with(Row.KEY, context.key())
            .with("time", timer.timeMs())
            .with("currentWatermark", context.watermarkMs()),
        timer.timeMs());
    long next = EventTimes.plus(timer.timeMs(), periodMs);
    if (again && next <= untilMs) {
      set(context, timer.domain(), next);
    }
  }

  private static void set(HandlerContext<String> context, TimeDomain domain, long timeMs) {
    context.timer(name(timeMs), domain, timeMs);
  }

  private static String name(long timeMs) {
    return Long.toString(timeMs);
  }
}
