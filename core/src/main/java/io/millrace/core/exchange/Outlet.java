package io.millrace.core.exchange;

import io.millrace.api.operator.Batch;
import java.util.ArrayDeque;

/**
 * A producer's end of one channel that never refuses: what does not fit waits here, in order, and
 * is handed over before anything else. A task is not given new input while something waits, so the
 * wait is bounded by what one step emits. Single-threaded.
 */
public final class Outlet {
  private final Channel channel;
  private final ArrayDeque<Channel.Slot> waiting = new ArrayDeque<>();
  private final ArrayDeque<Channel.Slot> spare = new ArrayDeque<>();

  /** The producer's end of that channel. */
  public Outlet(Channel channel) {
    this.channel = channel;
  }

  /** The slot to fill next; {@link #send} hands it over. */
  public Channel.Slot next() {
    Channel.Slot slot = waiting.isEmpty() ? channel.claim() : null;
    if (slot == null) {
      slot = spare.isEmpty() ? new Channel.Slot() : spare.poll();
      waiting.add(slot);
    }
    return slot;
  }

  /** Hands over the slot that {@link #next} gave. */
  public void send() {
    if (waiting.isEmpty()) {
      channel.publish();
    }
  }

  /** Sends a mark. */
  public void mark(Channel.Kind kind, long value) {
    next().mark(kind, value);
    send();
  }

  /**
   * Hands over what waits, as far as there is room; true if nothing waits any more and there is
   * room for more.
   */
  public boolean drain() {
    while (!waiting.isEmpty()) {
      Channel.Slot free = channel.claim();
      if (free == null) {
        return false;
      }
      Channel.Slot slot = waiting.remove();
      free.mark(slot.kind(), slot.value());
      if (slot.kind() == Channel.Kind.BATCH) {
        free.batch().copyOf(slot.batch());
        Batch<Object> batch = slot.batch();
        batch.forget();
      }
      spare.add(slot);
      channel.publish();
    }
    return channel.hasRoom();
  }

  /** True if something waits that did not fit. */
  public boolean blocked() {
    return !waiting.isEmpty();
  }
}
