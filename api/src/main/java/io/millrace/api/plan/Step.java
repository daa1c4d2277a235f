package io.millrace.api.plan;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.Source;
import io.millrace.api.function.Action;
import io.millrace.api.function.Combiner;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Filter;
import io.millrace.api.function.FlatMapper;
import io.millrace.api.function.LongExtractor;
import io.millrace.api.function.Mapper;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowSettings;
import java.util.concurrent.CompletionStage;

/** What a node of the plan does. A closed choice: {@link Custom} is the way out for plugins. */
public sealed interface Step {
  /** The word for it in plans, such as {@code map}. */
  String kind();

  /** Reads a source. */
  record Read(Source<?> source) implements Step {
    @Override
    public String kind() {
      return "source";
    }
  }

  /** Gives events their time, in milliseconds, and the splits their watermarks. */
  record EventTime(LongExtractor<?> timeMs, Watermarks<?> watermarks) implements Step {
    @Override
    public String kind() {
      return "event-time";
    }
  }

  /** Gives events the time at which they came in, by the wall clock. */
  record IngestionTime() implements Step {
    @Override
    public String kind() {
      return "ingestion-time";
    }
  }

  /** Replaces each event. */
  record Map(Mapper<?, ?> mapper) implements Step {
    @Override
    public String kind() {
      return "map";
    }
  }

  /** Keeps or drops each event. */
  record Keep(Filter<?> filter) implements Step {
    @Override
    public String kind() {
      return "filter";
    }
  }

  /** Replaces each event by any number. */
  record FlatMap(FlatMapper<?, ?> mapper) implements Step {
    @Override
    public String kind() {
      return "flat-map";
    }
  }

  /** Looks at each event. */
  record Peek(Action<?> action) implements Step {
    @Override
    public String kind() {
      return "peek";
    }
  }

  /** Merges its inputs. */
  record Union() implements Step {
    @Override
    public String kind() {
      return "union";
    }
  }

  /** An operator of the user's, or of a module that records it by factory. */
  record Custom(String kind, OperatorFactory factory) implements Step {}

  /**
   * A user's logic with state and timers: a {@code Handler}, {@code PairHandler} or {@code
   * BroadcastHandler}.
   */
  record Process(Shape shape, Factory<?> handlers) implements Step {
    /** Which of the three it is. */
    public enum Shape {
      /** One keyed input. */
      SINGLE,
      /** Two keyed inputs. */
      PAIR,
      /** A keyed input and a broadcast one. */
      BROADCAST
    }

    @Override
    public String kind() {
      return shape == Shape.SINGLE ? "process" : shape == Shape.PAIR ? "connect" : "broadcast";
    }
  }

  /** A running aggregate of each key: one result for each event. */
  record Fold(Aggregate<?, ?, ?> aggregate) implements Step {
    @Override
    public String kind() {
      return "fold";
    }
  }

  /** Windows of each key and their aggregate. Served by the module {@code windowing}. */
  record Windowed(WindowSettings settings) implements Step {
    @Override
    public String kind() {
      return "window";
    }
  }

  /**
   * Pairs of events of one key that are near in time: {@code left + lowerMs <= right <= left +
   * upperMs}. Served by the module {@code joins}. The combiner takes two values for inner, a value
   * and an Optional for left and right, two Optionals for full; the mapper of an anti join takes
   * the left value.
   */
  record IntervalJoin(
      long lowerMs,
      boolean lowerInclusive,
      long upperMs,
      boolean upperInclusive,
      JoinKind joinKind,
      Lateness lateness,
      Combiner<?, ?, ?> combiner)
      implements Step {
    @Override
    public String kind() {
      return "interval-join";
    }
  }

  /**
   * Groups of both sides by key and window: with {@code combiner} set to one on values, every pair
   * of the kind asked for; for a co-group the combiner takes two lists and gives an Iterable of
   * results. Served by the module {@code joins}.
   */
  record WindowJoin(
      WindowAssigner<?> assigner,
      JoinKind joinKind,
      boolean coGroup,
      Lateness lateness,
      Combiner<?, ?, ?> combiner)
      implements Step {
    @Override
    public String kind() {
      return coGroup ? "co-group" : "window-join";
    }
  }

  /** Asks something outside for each event, without waiting. */
  record Async(AsyncSettings settings, Mapper<?, ? extends CompletionStage<?>> call)
      implements Step {
    @Override
    public String kind() {
      return "async";
    }
  }

  /** What its input emits to a side output. */
  record Side(SideOutput<?> side) implements Step {
    @Override
    public String kind() {
      return "side";
    }
  }

  /** Writes to a sink. */
  record Write(Sink<?> sink) implements Step {
    @Override
    public String kind() {
      return "sink";
    }
  }
}
