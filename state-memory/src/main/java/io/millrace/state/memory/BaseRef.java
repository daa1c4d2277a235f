package io.millrace.state.memory;

import org.jspecify.annotations.Nullable;

/**
 * The newest completed snapshot of a store. Set by checkpoint writers, read by the store's owner.
 */
final class BaseRef {
  private volatile @Nullable Base newest;

  @Nullable Base get() {
    return newest;
  }

  /** A snapshot completed; an older one than is known already changes nothing. */
  synchronized void offer(Base base) {
    Base known = newest;
    if (known == null || known.epoch() < base.epoch()) {
      newest = base;
    }
  }
}
