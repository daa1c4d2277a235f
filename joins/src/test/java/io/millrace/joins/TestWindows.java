package io.millrace.joins;

import io.millrace.api.time.EventTimes;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Window;
import io.millrace.api.window.WindowAssigner;
import java.util.ArrayList;
import java.util.List;

/**
 * Small assigners: tumbling, sliding (with gaps if the slide is longer than the size), sessions.
 */
record TestWindows(long sizeMs, long slideMs, boolean merging, TimeDomain domain)
    implements WindowAssigner<Object> {
  static TestWindows tumbling(long sizeMs) {
    return new TestWindows(sizeMs, sizeMs, false, TimeDomain.EVENT);
  }

  static TestWindows sliding(long sizeMs, long slideMs) {
    return new TestWindows(sizeMs, slideMs, false, TimeDomain.EVENT);
  }

  static TestWindows session(long gapMs) {
    return new TestWindows(gapMs, 1, true, TimeDomain.EVENT);
  }

  @Override
  public List<? extends Window> assign(Object value, long timeMs) {
    if (merging) {
      return List.of(new TimeWindow(timeMs, timeMs + sizeMs));
    }
    List<TimeWindow> windows = new ArrayList<>();
    long last = EventTimes.intervalStart(timeMs, slideMs, 0);
    for (long start = last; start > timeMs - sizeMs; start -= slideMs) {
      windows.add(0, new TimeWindow(start, start + sizeMs));
    }
    return windows;
  }

  @Override
  public String describe() {
    return "test windows of " + sizeMs + " ms";
  }
}
