package io.millrace.api.backend;

/**
 * One piece of state for all keys of a subtask, indexed by slot, in pages of {@link Pages#SIZE}.
 * Reading a slot never written gives the column's empty value (0, 0.0 or null). One thread writes
 * it. A page is dirty from its first write in an epoch; a page that a snapshot still reads is
 * copied before that write.
 */
public sealed interface Column permits LongColumn, DoubleColumn, ObjectColumn {
  /** Sets all slots back to empty and lets go of the pages. */
  void clear();

  /**
   * Says that hardly any of it will be read or written for a while: a backend may keep it in less
   * memory until then. Reading and writing stay possible, the first of each page costs more.
   */
  default void pack() {}

  /** How many pages are allocated. */
  int allocatedPages();
}
