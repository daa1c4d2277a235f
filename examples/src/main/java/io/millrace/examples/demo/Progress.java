package io.millrace.examples.demo;

import io.millrace.api.report.JobReport;
import io.millrace.api.report.OperatorReport;
import io.millrace.api.report.SplitReport;
import io.millrace.api.time.EventTimes;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;

/**
 * Shows how a job goes: on a terminal a few lines that are drawn over, elsewhere a line each time.
 */
final class Progress {
  private static final String CLEAR_LINE = "\u001b[K";

  private final PrintStream out;
  private final boolean redraw;
  private long lastMs;
  private long lastEvents;
  private int drawn;

  Progress(PrintStream out, boolean redraw) {
    this.out = out;
    this.redraw = redraw;
  }

  void show(JobReport report, long elapsedMs) {
    long events = report.eventsRead();
    double perSecond = 1000.0 * (events - lastEvents) / Math.max(1, elapsedMs - lastMs);
    lastMs = elapsedMs;
    lastEvents = events;
    String line =
        String.format(
            Locale.ROOT,
            "%5.1f s  %,12d events  %,9.0f per second  %,9d windows  %,9d late",
            elapsedMs / 1000.0,
            events,
            perSecond,
            report.operators().stream().mapToLong(OperatorReport::firedWindows).sum(),
            report.late());
    if (redraw) {
      draw(line, report);
    } else {
      out.println(line + "   log at " + shortTime(logWatermark(report)));
    }
    out.flush();
  }

  private void draw(String line, JobReport report) {
    StringBuilder text = new StringBuilder();
    if (drawn > 0) {
      text.append("\u001b[" + drawn + "A");
    }
    drawn = 1;
    text.append(line).append(CLEAR_LINE).append('\n');
    for (SplitReport split : report.splits()) {
      text.append(
          String.format(
              Locale.ROOT,
              "   %-12s split %s   %,12d read   newest event %s   watermark %s%s%n",
              split.source(),
              split.split(),
              split.read(),
              shortTime(split.maxTimeMs()),
              shortTime(split.watermarkMs()),
              CLEAR_LINE));
      drawn++;
    }
    out.print(text);
  }

  private static long logWatermark(JobReport report) {
    return report.splits().stream()
        .filter(split -> split.source().equals("web-log"))
        .mapToLong(SplitReport::watermarkMs)
        .min()
        .orElse(EventTimes.MIN);
  }

  static String shortTime(long atMs) {
    if (atMs == EventTimes.MIN || atMs == EventTimes.MAX) {
      return atMs == EventTimes.MIN ? "none yet           " : "end                ";
    }
    return Instant.ofEpochSecond(Math.floorDiv(atMs, 1000))
        .toString()
        .replace('T', ' ')
        .replace("Z", "");
  }
}
