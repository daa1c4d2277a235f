package io.millrace.core.state;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/**
 * Says which key is the current one, by its slot. The operator moves it; state handles follow.
 * Single-threaded.
 */
public final class KeyCursor {
  private static final int NONE = -1;
  private int slot = NONE;

  /** A cursor without a current key. */
  public KeyCursor() {}

  /** Makes the key at that slot the current one. */
  public void moveTo(int newSlot) {
    slot = newSlot;
  }

  /** Leaves no key current. */
  public void leave() {
    slot = NONE;
  }

  /** The slot of the current key. */
  public int slot() {
    int current = slot;
    if (current < 0) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "keyed state was used where there is no current key. Use it inside a callback for an"
              + " event or timer of the keyed side, or inside forEachKey.");
    }
    return current;
  }
}
