package io.millrace.core.state;

import io.millrace.api.backend.KeyIndex;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.List;

/** Walks round the slots of a store and removes what has expired, a bounded piece at a time. */
final class Sweeper {
  private final KeyedStateStore store;
  private final List<Expiring> expiring = new ArrayList<>();
  private long shortestMs = EventTimes.MAX;
  private int next;

  Sweeper(KeyedStateStore store) {
    this.store = store;
  }

  void add(Expiring state) {
    expiring.add(state);
    shortestMs = Math.min(shortestMs, state.expiry().millis());
  }

  long shortestMs() {
    return shortestMs;
  }

  void sweep(long nowMs, int slots, boolean idle) {
    KeyIndex keys = store.keys();
    int bound = keys.slotBound();
    for (int i = Math.min(slots, bound); i > 0; i--) {
      int slot = next < bound ? next : 0;
      next = slot + 1;
      if (keys.occupied(slot)) {
        sweepSlot(slot, nowMs, idle);
      }
    }
  }

  private void sweepSlot(int slot, long nowMs, boolean idle) {
    for (Expiring state : expiring) {
      if (!idle || !state.expiry().shownExpired()) {
        state.sweep(slot, nowMs);
      }
    }
  }
}
