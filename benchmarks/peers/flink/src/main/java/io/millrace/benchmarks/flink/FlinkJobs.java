package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.Shape;
import io.millrace.benchmarks.workloads.Tick;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.co.ProcessJoinFunction;
import org.apache.flink.streaming.api.functions.windowing.WindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** The jobs a user of DataStream would write for the workloads. */
final class FlinkJobs {
  static final TypeInformation<Tuple5<Long, Long, Long, Long, Long>> FIVE =
      Types.TUPLE(Types.LONG, Types.LONG, Types.LONG, Types.LONG, Types.LONG);
  static final TypeInformation<long[]> TOTAL =
      PrimitiveArrayTypeInfo.LONG_PRIMITIVE_ARRAY_TYPE_INFO;
  private static final EventType<Tick> TICK =
      Serializers.type(Tick.class, Serializers.Ticks.INSTANCE);
  private static final EventType<NamedTick> NAMED =
      Serializers.type(NamedTick.class, Serializers.NamedTicks.INSTANCE);
  private static final EventType<NexmarkEvent> NEXMARK =
      Serializers.type(NexmarkEvent.class, Serializers.NexmarkEvents.INSTANCE);

  private static final long WINDOW_STEP_MS = 1000;
  private static final long OTHER_STEP_MS = 200; // Flink's own interval, in event time

  private final StreamExecutionEnvironment environment;
  private final Case what;

  FlinkJobs(StreamExecutionEnvironment environment, Case what) {
    this.environment = environment;
    this.what = what;
  }

  void build() {
    switch (what.shape()) {
      case MAP_FILTER -> mapFilter();
      case TUMBLING -> windows(tumbling(), Totals.Kind.COUNT_SUM);
      case TUMBLING_STRING -> named();
      case SLIDING_SUM -> windows(sliding(Case.SLIDE_MS), Totals.Kind.SUM);
      case SLIDING_MAX -> windows(sliding(Case.SLIDE_MS), Totals.Kind.MAX);
      case SESSION ->
          windows(
              EventTimeSessionWindows.withGap(Duration.ofMillis(Case.GAP_MS)),
              Totals.Kind.COUNT_SUM);
      case WINDOW_JOIN -> windowJoin();
      case INTERVAL_JOIN -> intervalJoin();
      case STATE -> state();
      default -> new FlinkNexmark(what, source(NEXMARK, false, NexmarkEvent::timeMs)).build();
    }
  }

  /** Reads an event's time. */
  interface Time<T> extends org.apache.flink.util.function.SerializableFunction<T, Long> {}

  private <T> DataStream<T> source(EventType<T> type, boolean right, Time<T> time) {
    boolean steps =
        what.sizeMs() > 0 && !what.shape().twoInputs() && what.shape() != Shape.NEXMARK_Q4;
    long stepMs = steps ? WINDOW_STEP_MS : OTHER_STEP_MS;
    boolean timed = what.shape() != Shape.MAP_FILTER && what.shape() != Shape.STATE;
    WatermarkStrategy<T> watermarks =
        timed
            ? WatermarkStrategy.<T>forGenerator(context -> new Steps<>(stepMs))
                .withTimestampAssigner((event, old) -> time.apply(event))
            : WatermarkStrategy.noWatermarks();
    return environment.fromSource(
        new RingSource<T>(right), watermarks, right ? "right" : "events", type);
  }

  DataStream<Tick> ticks() {
    return source(TICK, false, Tick::timeMs);
  }

  private KeyedStream<Tick, Long> keyed() {
    return ticks().keyBy(Tick::key, Types.LONG);
  }

  private TumblingEventTimeWindows tumbling() {
    return TumblingEventTimeWindows.of(Duration.ofMillis(what.sizeMs()));
  }

  private SlidingEventTimeWindows sliding(long slideMs) {
    return SlidingEventTimeWindows.of(Duration.ofMillis(what.sizeMs()), Duration.ofMillis(slideMs));
  }

  private void mapFilter() {
    ticks()
        .map(tick -> new Tick(tick.key(), tick.value() * 3 + 1, tick.timeMs()), TICK)
        .filter(tick -> (tick.value() & 1) == 0)
        .sinkTo(
            new ChecksumSink<>(
                (tick, to) -> to.add(tick.key(), tick.value(), tick.timeMs(), 0, 0)));
  }

  /** Five numbers, as they go into a checksum. */
  static void add(Tuple5<Long, Long, Long, Long, Long> five, Checksum to) {
    to.add(five.f0, five.f1, five.f2, five.f3, five.f4);
  }

  /** Puts key and window beside the aggregate. */
  static WindowFunction<long[], Tuple5<Long, Long, Long, Long, Long>, Long, TimeWindow> labels() {
    return (key, window, totals, out) -> {
      for (long[] total : totals) {
        out.collect(Tuple5.of(key, window.getStart(), window.getEnd(), total[0], total[1]));
      }
    };
  }

  private void windows(WindowAssigner<Object, TimeWindow> assigner, Totals.Kind kind) {
    keyed()
        .window(assigner)
        .aggregate(new Totals<>(kind, Tick::value), labels(), TOTAL, FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private void named() {
    WindowFunction<long[], Tuple5<Long, Long, Long, Long, Long>, String, TimeWindow> labels =
        (key, window, totals, out) -> {
          for (long[] total : totals) {
            long hash = key.hashCode();
            out.collect(Tuple5.of(hash, window.getStart(), window.getEnd(), total[0], total[1]));
          }
        };
    source(NAMED, false, NamedTick::timeMs)
        .keyBy(NamedTick::key, Types.STRING)
        .window(tumbling())
        .aggregate(
            new Totals<NamedTick>(Totals.Kind.COUNT_SUM, NamedTick::value), labels, TOTAL, FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private static Tuple5<Long, Long, Long, Long, Long> pair(Tick left, Tick right) {
    return Tuple5.of(left.key(), left.value(), right.value(), left.timeMs(), right.timeMs());
  }

  private void windowJoin() {
    ticks()
        .join(source(TICK, true, Tick::timeMs))
        .where(Tick::key, Types.LONG)
        .equalTo(Tick::key, Types.LONG)
        .window(tumbling())
        .apply(FlinkJobs::pair, FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private void intervalJoin() {
    Duration within = Duration.ofMillis(what.sizeMs());
    keyed()
        .intervalJoin(source(TICK, true, Tick::timeMs).keyBy(Tick::key, Types.LONG))
        .between(within.negated(), within)
        .process(new Pairs(), FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private static final class Pairs
      extends ProcessJoinFunction<Tick, Tick, Tuple5<Long, Long, Long, Long, Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(
        Tick left,
        Tick right,
        Context context,
        Collector<Tuple5<Long, Long, Long, Long, Long>> out) {
      out.collect(pair(left, right));
    }
  }

  private void state() {
    keyed()
        .process(new RunningTotals(), Types.TUPLE(Types.LONG, Types.LONG))
        .sinkTo(new ChecksumSink<>((running, to) -> to.add(running.f0, running.f1, 0, 0, 0)));
  }
}
