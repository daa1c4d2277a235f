package io.millrace.core.state;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.ObjectColumn;
import org.jspecify.annotations.Nullable;

/**
 * One object per key in a column, with the key's slot retained while there is one. What a cell
 * holds is changed in place only after {@link #edit}: that tells the backend of the write first, so
 * that a snapshot under way keeps the old content.
 */
final class Cells<S> {
  private final KeyedStateStore store;
  private final KeyCursor cursor;
  private final ObjectColumn<S> column;

  Cells(KeyedStateStore store, KeyCursor cursor, ObjectColumn<S> column) {
    this.store = store;
    this.cursor = cursor;
    this.column = column;
  }

  int slot() {
    return cursor.slot();
  }

  /** What the slot holds, to be read only. */
  @Nullable S read(int slot) {
    return column.get(slot);
  }

  /** What the slot holds, to be changed in place before anything else happens. */
  @Nullable S edit(int slot) {
    return column.change(slot);
  }

  /** Replaces what the slot holds; null empties it. */
  void write(int slot, @Nullable S content) {
    boolean had = column.get(slot) != null;
    column.set(slot, content);
    if (content == null) {
      if (had) {
        store.release(slot);
      }
    } else if (!had) {
      store.retain(slot);
    }
  }

  /** Empties the slot; a page that holds nothing there is not touched. */
  void erase(int slot) {
    if (column.get(slot) != null) {
      write(slot, null);
    }
  }
}
