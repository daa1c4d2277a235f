package io.millrace.windowing.general;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.EarlyFiring;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Trigger;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowSettings;
import io.millrace.windowing.CountWindows;
import io.millrace.windowing.Evictors;
import io.millrace.windowing.GlobalWindows;
import io.millrace.windowing.Triggers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trigger and the evictor that a window operator uses: those that were set, or the defaults of
 * the assigner. Refuses combinations that make no sense.
 *
 * @param trigger when windows fire
 * @param evictor what is removed from them; null for nothing
 * @param counting results follow from numbers of events, so that no firing is a preview
 */
record WindowRules(Trigger<?> trigger, @Nullable Evictor<?> evictor, boolean counting) {

  /** The rules of these settings. */
  static WindowRules of(WindowSettings settings) {
    refuseMisfits(settings);
    Trigger<?> trigger = settings.trigger();
    Evictor<?> evictor = settings.evictor();
    boolean counting = false;
    if (settings.assigner() instanceof CountWindows windows) {
      counting = trigger == null;
      if (trigger == null) {
        Trigger<Object> count = Triggers.count(windows.slide());
        trigger = windows.tumbling() ? Triggers.purging(count) : count;
      }
      if (evictor == null && !windows.tumbling()) {
        evictor = Evictors.count(windows.count());
      }
    }
    if (trigger == null) {
      trigger =
          new DefaultTrigger(
              settings.early(), end(settings.assigner()), settings.lateness().allowedMs());
    }
    return new WindowRules(trigger, evictor, counting);
  }

  /**
   * What panes belong to. Windows are kept with their two ends, but events that were put into other
   * windows cannot be put into these.
   */
  static CodecSchema shape(WindowSettings settings) {
    CodecSchema assigner = CodecSchema.leaf(settings.assigner().describe(), 1);
    return new CodecSchema("windows", "", 1, List.of(CodecSchema.part("assigner", assigner)));
  }

  private static DefaultTrigger.End end(WindowAssigner<?> assigner) {
    if (assigner instanceof GlobalWindows global && !global.firesAtEnd()) {
      return DefaultTrigger.End.NEVER;
    }
    return assigner.domain() == TimeDomain.EVENT
        ? DefaultTrigger.End.EVENT_TIME
        : DefaultTrigger.End.PROCESSING_TIME;
  }

  private static void refuseMisfits(WindowSettings settings) {
    boolean early = !settings.early().equals(EarlyFiring.NONE);
    if (early && settings.trigger() != null) {
      throw invalid(
          "previews go with the default trigger, but a trigger was set ("
              + settings.trigger().describe()
              + "). Leave out one of the two.");
    }
    if (early && settings.assigner() instanceof CountWindows) {
      throw invalid("count windows show no previews. Leave them out, or set a trigger.");
    }
    if (settings.early().everyMs() > 0 && settings.assigner().domain() != TimeDomain.EVENT) {
      throw invalid(
          "previews by event time were asked for of windows that go by processing time. Ask for previews by the wall"
              + " clock.");
    }
  }

  private static MillraceException invalid(String message) {
    return new MillraceException(ApiError.WINDOW_INVALID, message);
  }
}
