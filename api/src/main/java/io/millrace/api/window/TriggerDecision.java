package io.millrace.api.window;

/** What a trigger decides. */
public enum TriggerDecision {
  /** Nothing. */
  CONTINUE(false, false),
  /** Emit the window's result and keep its content. */
  FIRE(true, false),
  /** Discard the window's content without emitting. */
  PURGE(false, true),
  /** Emit the window's result, then discard its content. */
  FIRE_AND_PURGE(true, true);

  private final boolean fires;
  private final boolean purges;

  TriggerDecision(boolean fires, boolean purges) {
    this.fires = fires;
    this.purges = purges;
  }

  /** Emits. */
  public boolean fires() {
    return fires;
  }

  /** Discards. */
  public boolean purges() {
    return purges;
  }
}
