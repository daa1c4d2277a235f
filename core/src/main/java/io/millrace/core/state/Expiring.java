package io.millrace.core.state;

/** State with a time to live, as the sweeper sees it. */
interface Expiring {
  /** Removes what has expired at a slot. Costs O(items at the slot). */
  void sweep(int slot, long nowMs);

  /** Its time to live. */
  Expiry expiry();
}
