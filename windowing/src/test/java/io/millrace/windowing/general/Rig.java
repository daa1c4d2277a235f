package io.millrace.windowing.general;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import io.millrace.api.window.WindowSettings;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings for tests, and operators over clicks that give the sorted ids of each window. */
@SuppressWarnings("rawtypes") // the class of a side output carries no type argument
final class Rig {
  private static final SideOutput<Late> LATE = SideOutput.of("late", Late.class);

  private @Nullable Trigger<?> trigger;
  private @Nullable Evictor<?> evictor;
  private EarlyFiring early = EarlyFiring.NONE;
  private Lateness lateness = Lateness.NONE;
  private final WindowAssigner<?> assigner;

  private Rig(WindowAssigner<?> assigner) {
    this.assigner = assigner;
  }

  static Rig of(WindowAssigner<?> assigner) {
    return new Rig(assigner);
  }

  Rig trigger(Trigger<?> chosen) {
    trigger = chosen;
    return this;
  }

  Rig evictor(Evictor<?> chosen) {
    evictor = chosen;
    return this;
  }

  Rig early(EarlyFiring chosen) {
    early = chosen;
    return this;
  }

  Rig lateness(Lateness chosen) {
    lateness = chosen;
    return this;
  }

  WindowSettings settings() {
    return new WindowSettings(assigner, trigger, early, evictor, lateness, new Ids());
  }

  OperatorHarness<Click, WindowResult<String, List<Integer>>> general() {
    WindowSettings settings = settings();
    return OperatorHarness.keyed(() -> new GeneralWindowOperator<>(settings), Click::user);
  }

  OperatorHarness<Click, WindowResult<String, List<Integer>>> ending() {
    WindowSettings settings = settings();
    return OperatorHarness.keyed(() -> new EndingSessionOperator<>(settings), Click::user);
  }

  /** What was emitted, as lines such as {@code a [0,10) ON_TIME [1, 2] @9}. */
  static List<String> lines(OperatorHarness<Click, WindowResult<String, List<Integer>>> harness) {
    List<String> lines = new ArrayList<>();
    for (Emitted<WindowResult<String, List<Integer>>> emitted : harness.takeOutput()) {
      WindowResult<String, List<Integer>> result = emitted.value();
      String window =
          result.window() instanceof TimeWindow time
              ? "[" + time.startMs() + "," + time.endMs() + ")"
              : "all";
      lines.add(
          result.key()
              + " "
              + window
              + " "
              + result.firing()
              + " "
              + result.value()
              + " @"
              + emitted.timeMs());
    }
    return lines;
  }

  /** The ids of the late events since the last call. */
  static List<Integer> lateIds(OperatorHarness<Click, ?> harness) {
    List<Integer> ids = new ArrayList<>();
    for (Emitted<Late> emitted : harness.takeSide(LATE)) {
      ids.add(((Click) emitted.value().value()).id());
    }
    return ids;
  }

  /** The late events since the last call. */
  static List<Late<?>> lates(OperatorHarness<Click, ?> harness) {
    List<Late<?>> lates = new ArrayList<>();
    for (Emitted<Late> emitted : harness.takeSide(LATE)) {
      lates.add(emitted.value());
    }
    return lates;
  }

  /** The ids of a window, sorted. */
  private record Ids() implements Aggregate<Click, List<Integer>, List<Integer>> {
    @Override
    public List<Integer> create() {
      return new ArrayList<>();
    }

    @Override
    public List<Integer> add(List<Integer> accumulator, Click value) {
      accumulator.add(value.id());
      return accumulator;
    }

    @Override
    public List<Integer> merge(List<Integer> accumulator, List<Integer> other) {
      accumulator.addAll(other);
      return accumulator;
    }

    @Override
    public List<Integer> result(List<Integer> accumulator) {
      return accumulator.stream().sorted().toList();
    }
  }
}
