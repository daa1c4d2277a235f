package io.millrace.state.memory;

/** What the registry of columns asks of each, whatever it holds. The store's thread only. */
sealed interface MemoryColumn permits MemoryLongColumn, MemoryDoubleColumn, MemoryObjectColumn {
  /** Sets a slot to empty; writes nothing if it is empty already. */
  void clearSlot(int slot);

  /** Lets go of all pages. */
  void clear();

  /** Starts an epoch. */
  void startEpoch(long epoch);

  /**
   * The pages as they are, by number; null where there is none. They change no more while a
   * snapshot is open.
   */
  Object[] freeze();
}
