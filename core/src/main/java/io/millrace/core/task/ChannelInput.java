package io.millrace.core.task;

import io.millrace.api.time.EventTimes;
import io.millrace.core.exchange.Channel;
import io.millrace.core.time.WatermarkMerger;

/** Reads the channels that lead to one input of one node, in turn, and merges their watermarks. */
final class ChannelInput implements Input {
  private final Channel[] channels;
  private final boolean[] done;
  private final Target target;
  private final int port;
  private final WatermarkMerger merger;
  private final long[] barriers;
  private int next;
  private int open;

  ChannelInput(Channel[] channels, Target target, int port) {
    this.channels = channels;
    this.done = new boolean[channels.length];
    this.target = target;
    this.port = port;
    this.merger = new WatermarkMerger(channels.length);
    this.open = channels.length;
    this.barriers = new long[channels.length];
  }

  @Override
  public boolean step() {
    for (int i = 0; i < channels.length; i++) {
      int at = next;
      next = next + 1 == channels.length ? 0 : next + 1;
      Channel.Slot slot = done[at] || barriers[at] > 0 ? null : channels[at].peek();
      if (slot != null) {
        take(at, slot);
        channels[at].release();
        return true;
      }
    }
    return false;
  }

  /** Takes the barriers that are next in their channels, and nothing else. */
  void holdBarriers() {
    for (int i = 0; i < channels.length; i++) {
      Channel.Slot slot = done[i] || barriers[i] > 0 ? null : channels[i].peek();
      if (slot != null && slot.kind() == Channel.Kind.BARRIER) {
        take(i, slot);
        channels[i].release();
      }
    }
  }

  private void take(int at, Channel.Slot slot) {
    switch (slot.kind()) {
      case BATCH -> {
        target.batch(port, slot.batch());
        slot.batch().forget();
      }
      case WATERMARK -> {
        boolean before = merger.allIdle();
        Relay.after(merger, before, merger.advance(at, slot.value()), target, port);
      }
      case IDLE -> {
        boolean before = merger.allIdle();
        Relay.after(merger, before, merger.idle(at, slot.value() == 1), target, port);
      }
      case BARRIER -> barriers[at] = slot.value();
      case END -> end(at);
    }
  }

  private void end(int at) {
    done[at] = true;
    open--;
    if (open == 0) {
      target.end(port);
      return;
    }
    boolean before = merger.allIdle();
    Relay.after(merger, before, merger.advance(at, EventTimes.MAX), target, port);
  }

  /** The highest barrier a channel is held at, 0 for none. */
  long barrier() {
    long highest = 0;
    for (long barrier : barriers) {
      highest = Math.max(highest, barrier);
    }
    return highest;
  }

  /**
   * True if nothing before that barrier is left: every channel is held at it, or has ended. One
   * that is held at an earlier one, whose checkpoint was given up, is read on.
   */
  boolean alignedAt(long barrier) {
    boolean aligned = true;
    for (int i = 0; i < channels.length; i++) {
      if (barriers[i] < barrier) {
        barriers[i] = 0;
        aligned &= done[i];
      }
    }
    return aligned;
  }

  /** Reads on behind the barrier. */
  void release() {
    java.util.Arrays.fill(barriers, 0);
  }

  @Override
  public boolean ended() {
    return open == 0;
  }
}
