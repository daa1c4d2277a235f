package io.millrace.api.state;

import java.util.List;

/**
 * The list of the current key, in order of adding. Valid only inside a callback of its operator.
 */
public interface ListState<T> {
  /** Appends an item. */
  void add(T item);

  /** The items, oldest first; a copy that stays as it is. Empty if there are none. */
  List<T> get();

  /** Replaces all items. */
  void set(List<? extends T> items);

  /** Forgets all items. */
  void clear();
}
