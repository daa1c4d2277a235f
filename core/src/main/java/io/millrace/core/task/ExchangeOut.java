package io.millrace.core.task;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.operator.Batch;
import io.millrace.api.plan.Partitioning;
import io.millrace.core.exchange.Channel;
import io.millrace.core.exchange.Outlet;
import io.millrace.core.operator.UserFailure;
import org.jspecify.annotations.Nullable;

/**
 * The way out to another stage: scatters batches by the owner of each event's key, or gives them to
 * all or to the first.
 */
final class ExchangeOut implements Target {
  private final Outlet[] outlets;
  private final @Nullable KeyReader keys;
  private final boolean toAll;
  private final int groups;
  private final NodeContext context;
  private final int[] hashes = new int[Batch.CAPACITY];
  private final Channel.@Nullable Slot[] open;
  private boolean ended;

  ExchangeOut(Outlet[] outlets, Partitioning partitioning, int groups, NodeContext context) {
    this.outlets = outlets;
    this.groups = groups;
    this.context = context;
    this.open = new Channel.Slot[outlets.length];
    this.toAll = partitioning instanceof Partitioning.ToAll;
    this.keys =
        partitioning instanceof Partitioning.ByKey byKey
            ? new KeyReader(byKey, KeyReader.longLike(byKey))
            : null;
  }

  @Override
  public void batch(int input, Batch<Object> batch) {
    if (keys != null) {
      scatter(batch, keys);
      return;
    }
    int last = toAll ? outlets.length : 1;
    for (int i = 0; i < last; i++) {
      Channel.Slot slot = outlets[i].next();
      slot.mark(Channel.Kind.BATCH, 0);
      slot.batch().copyOf(batch);
      outlets[i].send();
    }
  }

  private void scatter(Batch<Object> batch, KeyReader reader) {
    try {
      reader.hashes(batch, hashes);
    } catch (RuntimeException e) {
      throw UserFailure.onEvent(context, batch, reader.loop().row(), e);
    }
    int n = batch.size();
    Object[] values = batch.values();
    long[] times = batch.times();
    for (int i = 0; i < n; i++) {
      int group = KeyGroupRange.groupOf(hashes[i], groups);
      int owner = KeyGroupRange.ownerOf(group, outlets.length, groups);
      Channel.Slot slot = open[owner];
      if (slot == null) {
        slot = outlets[owner].next();
        slot.mark(Channel.Kind.BATCH, 0);
        slot.batch().resetLike(batch);
        open[owner] = slot;
      }
      slot.batch().append(values[i], times[i], batch, i);
    }
    for (int i = 0; i < outlets.length; i++) {
      if (open[i] != null) {
        open[i] = null;
        outlets[i].send();
      }
    }
  }

  @Override
  public void watermark(int input, long watermarkMs) {
    mark(Channel.Kind.WATERMARK, watermarkMs);
  }

  @Override
  public void idle(int input, boolean idle) {
    mark(Channel.Kind.IDLE, idle ? 1 : 0);
  }

  @Override
  public void end(int input) {
    ended = true;
    mark(Channel.Kind.END, 0);
  }

  /** What follows is not part of that checkpoint; nothing if nothing follows. */
  void barrier(long checkpointId) {
    if (!ended) {
      mark(Channel.Kind.BARRIER, checkpointId);
    }
  }

  private void mark(Channel.Kind kind, long value) {
    for (Outlet outlet : outlets) {
      outlet.mark(kind, value);
    }
  }

  /** Hands over what waits; true if every channel has room for more. */
  boolean drain() {
    boolean room = true;
    for (Outlet outlet : outlets) {
      room &= outlet.drain();
    }
    return room;
  }

  /** True if something waits that did not fit. */
  boolean blocked() {
    for (Outlet outlet : outlets) {
      if (outlet.blocked()) {
        return true;
      }
    }
    return false;
  }
}
