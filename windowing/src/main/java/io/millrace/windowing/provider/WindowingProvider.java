package io.millrace.windowing.provider;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Filter;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.plan.OperatorProvider;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;
import io.millrace.api.plan.TwoStage;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.type.Types;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.SessionSpec;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowSettings;
import io.millrace.windowing.EndingSessionWindows;
import io.millrace.windowing.SessionWindows;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives the operators for windows. Named {@code windowing}. Stateless. */
public final class WindowingProvider implements OperatorProvider, TwoStage.Provider {
  /** For the service loader. */
  public WindowingProvider() {}

  @Override
  public String name() {
    return "windowing";
  }

  @Override
  public boolean serves(Step step) {
    return step instanceof Step.Windowed;
  }

  @Override
  public OperatorFactory factory(PlanNode node) {
    return factory(node, List.of());
  }

  @Override
  public OperatorFactory factory(PlanNode node, List<Type> inputTypes) {
    if (node.step() instanceof Step.Windowed windowed) {
      WindowSettings settings = shaped(windowed.settings());
      return OperatorChoice.of(settings, events(node, settings, inputTypes), valueType(inputTypes));
    }
    throw new MillraceException(
        ApiError.BUG,
        "the windowing module was asked for an operator of kind '"
            + node.step().kind()
            + "' for node '"
            + node.id()
            + "'; it serves 'window'.");
  }

  @Override
  public @Nullable TwoStage twoStage(PlanNode node) {
    return twoStage(node, List.of());
  }

  @Override
  public @Nullable TwoStage twoStage(PlanNode node, List<Type> inputTypes) {
    return node.step() instanceof Step.Windowed windowed
        ? OperatorChoice.twoStage(windowed.settings(), valueType(inputTypes))
        : null;
  }

  private static Type valueType(List<Type> inputTypes) {
    return inputTypes.isEmpty()
        ? new UnknownType("the types of the inputs were not given")
        : inputTypes.get(0);
  }

  /** The settings with a shape of this module in place of one that was only asked for. */
  private static WindowSettings shaped(WindowSettings settings) {
    if (!(settings.assigner() instanceof SessionSpec<?> spec)) {
      return settings;
    }
    return new WindowSettings(
        shaped(spec),
        settings.trigger(),
        settings.early(),
        settings.evictor(),
        settings.lateness(),
        settings.aggregate());
  }

  private static <T> WindowAssigner<?> shaped(SessionSpec<T> spec) {
    if (spec.plain()) {
      return new SessionWindows(spec.gapMs(), TimeDomain.EVENT);
    }
    Filter<? super T> ends = spec.ends();
    return new EndingSessionWindows<T>(
        spec.gapMs(), spec.maxLengthMs(), ends == null ? value -> false : ends);
  }

  /** Only windows with an evictor or an end event keep the events themselves. */
  private static @Nullable Codec<Object> events(
      PlanNode node, WindowSettings settings, List<Type> inputTypes) {
    boolean keepsEvents =
        settings.evictor() != null || settings.assigner() instanceof EndingSessionWindows;
    if (!keepsEvents || inputTypes.isEmpty() || !Types.isKnown(inputTypes.get(0))) {
      return null;
    }
    return Codecs.derive(inputTypes.get(0), "the events kept by operator '" + node.id() + "'");
  }
}
