package io.millrace.windowing;

import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.WindowAssigner;
import java.util.List;

/**
 * Assigns all events of a key to one window that ends with the stream. Event times do not matter.
 * What it keeps for a key grows without end unless a trigger purges it.
 *
 * @param firesAtEnd fires at the end of the stream; else only if a trigger says so
 */
public record GlobalWindows(boolean firesAtEnd) implements WindowAssigner<Object> {
  private static final List<GlobalWindow> ALL = List.of(GlobalWindow.INSTANCE);

  /** Fires only if a trigger says so. */
  public static GlobalWindows never() {
    return new GlobalWindows(false);
  }

  /** Fires once, at the end of the stream. */
  public static GlobalWindows untilEnd() {
    return new GlobalWindows(true);
  }

  @Override
  public List<GlobalWindow> assign(Object value, long timeMs) {
    return ALL;
  }

  @Override
  public boolean usesTime() {
    return false;
  }

  @Override
  public String describe() {
    return firesAtEnd ? "global until the end" : "global";
  }
}
