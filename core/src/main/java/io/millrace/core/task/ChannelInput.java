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
  private int next;
  private int open;

  ChannelInput(Channel[] channels, Target target, int port) {
    this.channels = channels;
    this.done = new boolean[channels.length];
    this.target = target;
    this.port = port;
    this.merger = new WatermarkMerger(channels.length);
    this.open = channels.length;
  }

  @Override
  public boolean step() {
    for (int i = 0; i < channels.length; i++) {
      int at = next;
      next = next + 1 == channels.length ? 0 : next + 1;
      Channel.Slot slot = done[at] ? null : channels[at].peek();
      if (slot != null) {
        take(at, slot);
        channels[at].release();
        return true;
      }
    }
    return false;
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

  @Override
  public boolean ended() {
    return open == 0;
  }
}
