package io.millrace.windowing;

import io.millrace.api.function.Mapper;
import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import java.time.Duration;
import java.util.List;

/**
 * Sessions in which each event says how long to wait for the next. Like {@link SessionWindows}
 * otherwise.
 *
 * @param gap the wait after an event; 1 ms or more, and always the same for the same event
 * @param domain which clock they go by
 */
public record DynamicSessionWindows<T>(Mapper<? super T, Duration> gap, TimeDomain domain)
    implements WindowAssigner<T> {
  /** Event-time sessions with that gap. */
  public static <T> DynamicSessionWindows<T> of(Mapper<? super T, Duration> gap) {
    return new DynamicSessionWindows<>(gap, TimeDomain.EVENT);
  }

  /** The same by the wall clock. */
  public DynamicSessionWindows<T> processingTime() {
    return new DynamicSessionWindows<>(gap, TimeDomain.PROCESSING);
  }

  @Override
  public List<TimeWindow> assign(T value, long timeMs) {
    EventTimes.check(timeMs);
    long gapMs =
        Settings.positiveMs("the gap that an event gives for its session", gap.apply(value));
    return List.of(new TimeWindow(timeMs, EventTimes.plus(timeMs, gapMs)));
  }

  @Override
  public boolean merging() {
    return true;
  }

  @Override
  public String describe() {
    return Texts.shape("session with a gap by event", 0, domain);
  }
}
