package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import org.jspecify.annotations.Nullable;

/**
 * A column as it was when its store was frozen. Any thread may read it until the {@link
 * FrozenStore} is closed.
 *
 * @param spec what the column is
 * @param namespace its namespace
 * @param pages arrays of {@link Pages#SIZE} by page number, null for a page never written; not to
 *     be changed
 */
@SuppressWarnings(
    "ArrayRecordComponent") // never compared; copying the directory would be for nothing
record FrozenColumn(ColumnSpec spec, long namespace, @Nullable Object[] pages) {
  /** The value at a slot, boxed; the column's empty value where nothing was written. */
  @Nullable Object valueAt(int slot) {
    int number = Pages.page(slot);
    Object page = number < pages.length ? pages[number] : null;
    return switch (spec.kind()) {
      case LONG -> page == null ? 0L : ((long[]) page)[Pages.offset(slot)];
      case DOUBLE -> page == null ? 0.0 : ((double[]) page)[Pages.offset(slot)];
      case OBJECT -> page == null ? null : ((Object[]) page)[Pages.offset(slot)];
    };
  }
}
