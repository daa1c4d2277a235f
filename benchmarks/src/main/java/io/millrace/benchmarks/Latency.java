package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.windowing.Windows;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How long after a window's end is its result there? Events come by a fixed schedule, whatever the
 * engine does: each is due at its own event time, and a window's result is due at the window's end,
 * when the first event behind it is. What the engine cannot keep up with counts as latency of all
 * that follows (no coordinated omission). Windows of 100 ms over 10,000 keys; the first quarter of
 * the time is not counted.
 *
 * <pre>bin/bench latency [events a second] [seconds]</pre>
 */
public final class Latency {
  private static final int KEYS = 10_000;
  private static final long WINDOW_MS = 100;
  private static final long NANOS_A_MS = 1_000_000;

  private final long nanosApart;
  private final long events;
  private final long countedFromMs;
  private final Histogram histogram = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
  private long startNanos;

  private Latency(long eventsASecond, long seconds) {
    nanosApart = TimeUnit.SECONDS.toNanos(1) / eventsASecond;
    events = eventsASecond * seconds;
    countedFromMs = seconds * 1000 / 4;
  }

  /** Prints a line: the rate, the number of results and percentiles in milliseconds. */
  public static void main(String[] args) {
    long rate = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
    long seconds = args.length > 1 ? Long.parseLong(args[1]) : 60;
    Latency latency = new Latency(rate, seconds);
    latency.run();
    System.out.printf(
        Locale.ROOT,
        "latency\t%d events/s\t%d results\tp50 %.3f ms\tp99 %.3f ms\tp99.99 %.3f ms\tmax %.3f ms%n",
        rate,
        latency.histogram.getTotalCount(),
        latency.millis(50),
        latency.millis(99),
        latency.millis(99.99),
        latency.millis(100));
  }

  private double millis(double percentile) {
    return histogram.getValueAtPercentile(percentile) / (double) NANOS_A_MS;
  }

  private void run() {
    Pipeline pipeline = Pipeline.create("latency");
    pipeline
        .from("scheduled", new Scheduled())
        .eventTimeMillis(Tick::timeMs, Watermarks.monotonic())
        .keyBy(Tick::key)
        .window(Windows.tumbling(Duration.ofMillis(WINDOW_MS)))
        .aggregate(
            "totals",
            Aggregates.both(Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new))
        .to("out", new Recorder());
    startNanos = System.nanoTime();
    Engine.local().run(pipeline);
  }

  /** Notes how late each result is. */
  private final class Recorder implements Sink<WindowResult<Long, CountSum>> {
    @Override
    public Guarantee guarantee() {
      return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public SinkWriter<WindowResult<Long, CountSum>> open(SinkContext context) {
      return new SinkWriter<>() {
        @Override
        public void write(WindowResult<Long, CountSum> result, long timeMs) {
          long endMs = ((TimeWindow) result.window()).endMs();
          // The last windows close because the input ends, not because they are due.
          if (endMs >= countedFromMs && endMs * NANOS_A_MS < events * nanosApart) {
            long due = startNanos + endMs * NANOS_A_MS;
            histogram.recordValue(Math.max(0, System.nanoTime() - due));
          }
        }

        @Override
        public void close() {}
      };
    }
  }

  /** Hands over what is due. */
  private final class Scheduled implements Source<Tick> {
    @Override
    public Type type() {
      return Tick.class;
    }

    @Override
    public List<Split> splits(SourceContext context) {
      return List.of(new Split("schedule"));
    }

    @Override
    public boolean bounded() {
      return true;
    }

    @Override
    public boolean replayable() {
      return false;
    }

    @Override
    public SplitReader<Tick> open(SplitPosition position, SourceContext context) {
      Split split = position.split();
      return new SplitReader<>() {
        private long next;

        @Override
        public Status poll(SplitSink<? super Tick> sink, int limit) {
          long due = Math.min(events, (System.nanoTime() - startNanos) / nanosApart + 1);
          long to = Math.min(due, next + limit);
          for (; next < to; next++) {
            sink.event(new Tick(next * 7919 % KEYS, next & 1023, next * nanosApart / NANOS_A_MS));
          }
          return next == events ? Status.END : Status.MORE;
        }

        @Override
        public SplitPosition position() {
          return new SplitPosition(split, next, next);
        }

        @Override
        public void close() {}
      };
    }
  }
}
