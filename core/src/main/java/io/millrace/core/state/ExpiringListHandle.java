package io.millrace.core.state;

import io.millrace.api.state.ListState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A list whose items each have a time to live. Reading costs O(items) and removes those that have
 * expired.
 */
final class ExpiringListHandle<T> implements ListState<T>, Expiring {
  private final Cells<List<Stamped<T>>> cells;
  private final Expiry expiry;

  ExpiringListHandle(Cells<List<Stamped<T>>> cells, Expiry expiry) {
    this.cells = cells;
    this.expiry = expiry;
  }

  @Override
  public void add(T item) {
    int slot = cells.slot();
    List<Stamped<T>> items = cells.edit(slot);
    if (items == null) {
      items = new ArrayList<>(4);
      cells.write(slot, items);
    }
    items.add(new Stamped<>(item, expiry.now()));
  }

  @Override
  public List<T> get() {
    int slot = cells.slot();
    List<Stamped<T>> items = cells.read(slot);
    if (items == null) {
      return List.of();
    }
    long now = expiry.now();
    List<T> seen = new ArrayList<>(items.size());
    boolean anyExpired = false;
    for (Stamped<T> item : items) {
      boolean expired = expiry.expired(item.touchedMs, now);
      anyExpired |= expired;
      if (!expired || expiry.shownExpired()) {
        seen.add(item.value);
      }
    }
    if (anyExpired) {
      removeExpired(slot, now);
    }
    if (expiry.touchedByRead()) {
      touch(slot, now);
    }
    return Collections.unmodifiableList(seen);
  }

  @Override
  public void set(List<? extends T> items) {
    if (items.isEmpty()) {
      clear();
      return;
    }
    long now = expiry.now();
    List<Stamped<T>> stamped = new ArrayList<>(items.size());
    for (T item : items) {
      stamped.add(new Stamped<>(item, now));
    }
    cells.write(cells.slot(), stamped);
  }

  @Override
  public void clear() {
    cells.erase(cells.slot());
  }

  @Override
  public void sweep(int slot, long nowMs) {
    List<Stamped<T>> items = cells.read(slot);
    if (items != null) {
      for (Stamped<T> item : items) {
        if (expiry.expired(item.touchedMs, nowMs)) {
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

  private void removeExpired(int slot, long nowMs) {
    List<Stamped<T>> items = cells.edit(slot);
    if (items != null) {
      items.removeIf(item -> expiry.expired(item.touchedMs, nowMs));
      if (items.isEmpty()) {
        cells.write(slot, null);
      }
    }
  }

  private void touch(int slot, long nowMs) {
    List<Stamped<T>> items = cells.edit(slot);
    if (items != null) {
      for (Stamped<T> item : items) {
        item.touchedMs = nowMs;
      }
    }
  }
}
