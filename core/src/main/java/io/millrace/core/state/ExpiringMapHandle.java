package io.millrace.core.state;

import io.millrace.api.state.MapState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map whose entries each have a time to live. Reading an entry that has expired removes it. */
final class ExpiringMapHandle<K, V> implements MapState<K, V>, Expiring {
  private final Cells<Map<K, Stamped<V>>> cells;
  private final Expiry expiry;

  ExpiringMapHandle(Cells<Map<K, Stamped<V>>> cells, Expiry expiry) {
    this.cells = cells;
    this.expiry = expiry;
  }

  @Override
  public @Nullable V get(K key) {
    int slot = cells.slot();
    Map<K, Stamped<V>> entries = cells.read(slot);
    Stamped<V> entry = entries == null ? null : entries.get(key);
    if (entry == null) {
      return null;
    }
    long now = expiry.now();
    if (expiry.expired(entry.touchedMs, now)) {
      V value = entry.value;
      removeAt(slot, key);
      return expiry.shownExpired() ? value : null;
    }
    if (expiry.touchedByRead()) {
      touch(slot, key, now);
    }
    return entry.value;
  }

  @Override
  public void put(K key, V value) {
    int slot = cells.slot();
    Map<K, Stamped<V>> entries = cells.edit(slot);
    if (entries == null) {
      entries = new LinkedHashMap<>(4);
      cells.write(slot, entries);
    }
    entries.put(key, new Stamped<>(value, expiry.now()));
  }

  @Override
  public boolean contains(K key) {
    return get(key) != null;
  }

  @Override
  public void remove(K key) {
    removeAt(cells.slot(), key);
  }

  @Override
  public Map<K, V> entries() {
    int slot = cells.slot();
    Map<K, Stamped<V>> entries = cells.read(slot);
    if (entries == null) {
      return Map.of();
    }
    long now = expiry.now();
    Map<K, V> seen = new LinkedHashMap<>();
    boolean anyExpired = false;
    for (Map.Entry<K, Stamped<V>> entry : entries.entrySet()) {
      boolean expired = expiry.expired(entry.getValue().touchedMs, now);
      anyExpired |= expired;
      if (!expired || expiry.shownExpired()) {
        seen.put(entry.getKey(), entry.getValue().value);
      }
    }
    if (anyExpired) {
      removeExpired(slot, now);
    }
    if (expiry.touchedByRead()) {
      touchAll(slot, now);
    }
    return Collections.unmodifiableMap(seen);
  }

  @Override
  public void clear() {
    cells.erase(cells.slot());
  }

  @Override
  public void sweep(int slot, long nowMs) {
    Map<K, Stamped<V>> entries = cells.read(slot);
    if (entries != null) {
      for (Stamped<V> entry : entries.values()) {
        if (expiry.expired(entry.touchedMs, nowMs)) {
          removeExpired(slot, nowMs);
          return;
        }
      }
    }
  }

  @Override
  public Expiry expiry() {
    return expiry;
  }

  private void removeAt(int slot, K key) {
    Map<K, Stamped<V>> entries = cells.read(slot);
    if (entries == null || !entries.containsKey(key)) {
      return;
    }
    entries = cells.edit(slot);
    if (entries != null) {
      entries.remove(key);
      eraseIfEmpty(slot, entries);
    }
  }

  private void removeExpired(int slot, long nowMs) {
    Map<K, Stamped<V>> entries = cells.edit(slot);
    if (entries != null) {
      entries.values().removeIf(entry -> expiry.expired(entry.touchedMs, nowMs));
      eraseIfEmpty(slot, entries);
    }
  }

  private void eraseIfEmpty(int slot, Map<K, Stamped<V>> entries) {
    if (entries.isEmpty()) {
      cells.write(slot, null);
    }
  }

  private void touch(int slot, K key, long nowMs) {
    Map<K, Stamped<V>> entries = cells.edit(slot);
    Stamped<V> entry = entries == null ? null : entries.get(key);
    if (entry != null) {
      entry.touchedMs = nowMs;
    }
  }

  private void touchAll(int slot, long nowMs) {
    Map<K, Stamped<V>> entries = cells.edit(slot);
    if (entries != null) {
      for (Stamped<V> entry : entries.values()) {
        entry.touchedMs = nowMs;
      }
    }
  }
}
