package io.millrace.api.window;

/**
 * Decides when a window of one key fires. The trigger itself is shared and stateless; what it must
 * remember for a window it keeps in the context.
 *
 * @param <T> the type of the events it can read; {@code Object} if it does not look at them
 */
public interface Trigger<T> {
  /** An event was added to the window. */
  TriggerDecision onEvent(T value, long timeMs, Window window, TriggerContext context);

  /** An event-time timer of the window has come. */
  default TriggerDecision onEventTime(long timeMs, Window window, TriggerContext context) {
    return TriggerDecision.CONTINUE;
  }

  /** A processing-time timer of the window has come. */
  default TriggerDecision onProcessingTime(long wallMs, Window window, TriggerContext context) {
    return TriggerDecision.CONTINUE;
  }

  /**
   * Windows were merged into {@code window}; their numbers can be combined with {@link
   * TriggerContext#merge}.
   */
  default void onMerge(Window window, TriggerContext context) {}

  /** The window is gone: cancel the timers that were set. Numbers are forgotten by themselves. */
  default void clear(Window window, TriggerContext context) {}

  /** For people: what it is and its settings. */
  String describe();
}
