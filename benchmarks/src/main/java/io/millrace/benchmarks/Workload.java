package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.HandLoop;
import io.millrace.benchmarks.workloads.HandSession;
import io.millrace.benchmarks.workloads.HandSliding;
import io.millrace.benchmarks.workloads.HandTumbling;
import io.millrace.benchmarks.workloads.Tick;
import io.millrace.benchmarks.workloads.Ticks;
import io.millrace.windowing.Windows;
import java.time.Duration;

/** What is measured: windows, the events for them, and the same by hand. */
public enum Workload {
  /** One second, one after the other; two million events a second. */
  TUMBLING(500) {
    @Override
    HandLoop byHand() {
      return new HandTumbling();
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.tumbling(Duration.ofSeconds(1));
    }
  },
  /** Ten seconds, every second; two hundred thousand events a second. */
  SLIDING(5_000) {
    @Override
    HandLoop byHand() {
      return new HandSliding(10, false);
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.sliding(Duration.ofSeconds(10), Duration.ofSeconds(1));
    }
  },
  /**
   * Until a key is silent for 30 seconds. Half of the keys are active in one minute, the others in
   * the next.
   */
  SESSION(30_000) {
    @Override
    HandLoop byHand() {
      return new HandSession();
    }

    @Override
    WindowAssigner<Object> windows() {
      return Windows.session(Duration.ofSeconds(30));
    }

    @Override
    Ticks.KeyRule keyRule(int keys) {
      return Ticks.alternating(keys);
    }
  };

  /** The events of a ring. */
  public static final int EVENTS = 8_000_000;

  private final long nanosApart;

  Workload(long nanosApart) {
    this.nanosApart = nanosApart;
  }

  abstract WindowAssigner<Object> windows();

  Ticks.KeyRule keyRule(int keys) {
    return Ticks.uniform(keys);
  }

  /** The same by hand. */
  abstract HandLoop byHand();

  /**
   * Events out of order by up to a second; one in a hundred comes one to three seconds late, behind
   * the watermark. Always the same for the same arguments. With {@code apart} 1 they come at the
   * rate of this workload, with 2 at half of it, and so on.
   */
  Tick[] ticks(int events, int keys, int apart) {
    return Ticks.make(events, nanosApart * apart, true, keyRule(keys));
  }

  /** The pipeline a user would write. */
  Pipeline pipeline(Tick[] ticks, Checksum out) {
    Pipeline pipeline = Pipeline.create("benchmark");
    Stream<WindowResult<Long, CountSum>> totals =
        pipeline
            .from("ticks", new RingSource<>(Tick.class, ticks))
            .eventTimeMillis(Tick::timeMs, Watermarks.bounded(Duration.ofMillis(HandLoop.BOUND_MS)))
            .keyBy(Tick::key)
            .window(windows())
            .aggregate(
                "totals",
                Aggregates.both(
                    Aggregates.count(), Aggregates.sumLong(Tick::value), CountSum::new));
    totals.to("out", new ChecksumSink<>(ChecksumSink::window, out::merge));
    return pipeline;
  }
}
