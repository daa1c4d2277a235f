package io.millrace.core.state;

import io.millrace.api.state.ListState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A list without a time to live. */
final class ListHandle<T> implements ListState<T> {
  private final Cells<List<T>> cells;

  ListHandle(Cells<List<T>> cells) {
    this.cells = cells;
  }

  @Override
  public void add(T item) {
    int slot = cells.slot();
    List<T> items = cells.edit(slot);
    if (items == null) {
      items = new ArrayList<>(4);
      cells.write(slot, items);
    }
    items.add(item);
  }

  @Override
  public List<T> get() {
    List<T> items = cells.read(cells.slot());
    return items == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(items));
  }

  @Override
  public void set(List<? extends T> items) {
    if (items.isEmpty()) {
      clear();
    } else {
      cells.write(cells.slot(), new ArrayList<>(items));
    }
  }

  @Override
  public void clear() {
    cells.erase(cells.slot());
  }
}
