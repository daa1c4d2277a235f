package io.millrace.state.memory;

import org.jspecify.annotations.Nullable;

/** What the registry of columns asks of each, whatever it holds. The store's thread only. */
sealed interface MemoryColumn permits MemoryLongColumn, MemoryDoubleColumn, MemoryObjectColumn {
  /** Sets a slot to empty; writes nothing if it is empty already. */
  void clearSlot(int slot);

  /** Lets go of all pages. */
  void clear();

  /** Starts an epoch. */
  void startEpoch(long epoch);

  /** One past the highest page there may be. */
  int bound();

  /** The page as it is, an array or {@link Packed}, or null if there is none. */
  @Nullable Object content(int page);

  /** The epoch in which a page was last written. */
  long lastWrite(int page);

  /** True if its values are objects that operators may change in place. */
  boolean changesInPlace();

  /** A snapshot shows it from now on. */
  void shownBy(FrozenColumn frozen);
}
