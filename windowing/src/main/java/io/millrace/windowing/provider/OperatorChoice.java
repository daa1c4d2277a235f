package io.millrace.windowing.provider;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.codec.Codec;
import io.millrace.api.function.KeySelector;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.plan.TwoStage;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowSettings;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.SessionWindows;
import io.millrace.windowing.SlidingWindows;
import io.millrace.windowing.TumblingWindows;
import io.millrace.windowing.general.EndingSessionOperator;
import io.millrace.windowing.general.GeneralWindowOperator;
import io.millrace.windowing.session.SessionWindowOperators;
import io.millrace.windowing.sliced.SlicedWindowOperators;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the operator that serves given windows: the first that supports them, the general one for
 * all others.
 */
final class OperatorChoice {
  private OperatorChoice() {}

  /**
   * Makes operators for these windows; refuses settings that make no sense at once.
   *
   * @param events stores events, for windows that keep them; null if their type is not known
   * @param valueType the type of the events; may be unknown
   */
  static OperatorFactory of(
      WindowSettings settings, @Nullable Codec<Object> events, Type valueType) {
    OperatorFactory factory = fast(settings, valueType);
    if (factory == null) {
      factory =
          settings.assigner() instanceof EndingSessionWindows
              ? () -> new EndingSessionOperator<>(settings, events)
              : () -> new GeneralWindowOperator<>(settings, events, valueType);
    }
    factory.create().close();
    return factory;
  }

  /** The operator that keeps windows in columns, or null if these windows need the general one. */
  private static @Nullable OperatorFactory fast(WindowSettings settings, Type valueType) {
    WindowAssigner<?> assigner = settings.assigner();
    if (!settings.firesOnTimeOnly()
        || settings.evictor() != null
        || assigner.domain() != TimeDomain.EVENT) {
      return null;
    }
    Lateness lateness = settings.lateness();
    Aggregate<?, ?, ?> aggregate = settings.aggregate();
    if (assigner instanceof TumblingWindows w
        && SlicedWindowOperators.supports(w.sizeMs(), w.sizeMs(), lateness, aggregate)) {
      return SlicedWindowOperators.create(
          w.sizeMs(), w.sizeMs(), w.offsetMs(), lateness, aggregate, valueType);
    }
    if (assigner instanceof SlidingWindows w
        && SlicedWindowOperators.supports(w.sizeMs(), w.slideMs(), lateness, aggregate)) {
      return SlicedWindowOperators.create(
          w.sizeMs(), w.slideMs(), w.offsetMs(), lateness, aggregate, valueType);
    }
    if (assigner instanceof SessionWindows w
        && SessionWindowOperators.supports(lateness, aggregate)) {
      return SessionWindowOperators.create(w.gapMs(), lateness, aggregate, valueType);
    }
    return null;
  }

  /**
   * Tumbling windows without lateness, aggregated before the exchange and merged behind it; null
   * for all others. Where windows overlap, an event may be late for some of its windows only, which
   * partial results of shared slices could not say.
   */
  static @Nullable TwoStage twoStage(WindowSettings settings, Type valueType) {
    if (fast(settings, valueType) == null
        || !(settings.assigner() instanceof TumblingWindows windows)
        || !settings.lateness().equals(Lateness.NONE)
        || settings.aggregate().arrivalOrdered()) {
      return null;
    }
    Aggregate<?, ?, ?> aggregate = settings.aggregate();
    KeySelector<WindowResult<Object, Object>, Object> key = WindowResult::key;
    return new TwoStage(
        tumbling(windows, PartialAggregates.local(aggregate)),
        tumbling(windows, PartialAggregates.global(aggregate, valueType)),
        key);
  }

  private static OperatorFactory tumbling(TumblingWindows windows, Aggregate<?, ?, ?> aggregate) {
    return SlicedWindowOperators.create(
        windows.sizeMs(), windows.sizeMs(), windows.offsetMs(), Lateness.NONE, aggregate);
  }
}
