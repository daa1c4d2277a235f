package io.millrace.core.state;

import io.millrace.api.state.MapState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map without a time to live. */
final class MapHandle<K, V> implements MapState<K, V> {
  private final Cells<Map<K, V>> cells;

  MapHandle(Cells<Map<K, V>> cells) {
    this.cells = cells;
  }

  @Override
  public @Nullable V get(K key) {
    Map<K, V> entries = cells.read(cells.slot());
    return entries == null ? null : entries.get(key);
  }

  @Override
  public void put(K key, V value) {
    int slot = cells.slot();
    Map<K, V> entries = cells.edit(slot);
    if (entries == null) {
      entries = new LinkedHashMap<>(4);
      cells.write(slot, entries);
    }
    entries.put(key, value);
  }

  @Override
  public boolean contains(K key) {
    Map<K, V> entries = cells.read(cells.slot());
    return entries != null && entries.containsKey(key);
  }

  @Override
  public void remove(K key) {
    int slot = cells.slot();
    Map<K, V> entries = cells.read(slot);
    if (entries == null || !entries.containsKey(key)) {
      return;
    }
    if (entries.size() == 1) {
      cells.write(slot, null);
      return;
    }
    Map<K, V> editable = cells.edit(slot);
    if (editable != null) {
      editable.remove(key);
    }
  }

  @Override
  public Map<K, V> entries() {
    Map<K, V> entries = cells.read(cells.slot());
    return entries == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  @Override
  public void clear() {
    cells.erase(cells.slot());
  }
}
