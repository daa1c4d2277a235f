package io.millrace.core.state;

import io.millrace.api.backend.LongColumn;
import org.jspecify.annotations.Nullable;

/**
 * One object per key with a time to live: the time of the last touch lies in a column beside it.
 */
final class StampedCells<S> implements Expiring {
  private final Cells<S> cells;
  private final LongColumn touched;
  private final Expiry expiry;

  StampedCells(Cells<S> cells, LongColumn touched, Expiry expiry) {
    this.cells = cells;
    this.touched = touched;
    this.expiry = expiry;
  }

  /** What the current key holds, as a read of the user's sees it. */
  @Nullable S read() {
    int slot = cells.slot();
    S content = cells.read(slot);
    if (content == null) {
      return null;
    }
    long now = expiry.now();
    if (expiry.expired(touched.get(slot), now)) {
      cells.write(slot, null);
      return expiry.shownExpired() ? content : null;
    }
    if (expiry.touchedByRead()) {
      touched.set(slot, now);
    }
    return content;
  }

  /** What the current key holds, to be changed in place; null if it has expired. */
  @Nullable S edit() {
    int slot = cells.slot();
    S content = cells.edit(slot);
    return content == null || expiry.expired(touched.get(slot), expiry.now()) ? null : content;
  }

  void write(@Nullable S content) {
    int slot = cells.slot();
    if (content == null) {
      cells.erase(slot);
    } else {
      cells.write(slot, content);
      touched.set(slot, expiry.now());
    }
  }

  @Override
  public void sweep(int slot, long nowMs) {
    if (cells.read(slot) != null && expiry.expired(touched.get(slot), nowMs)) {
      cells.write(slot, null);
    }
  }

  @Override
  public Expiry expiry() {
    return expiry;
  }
}
