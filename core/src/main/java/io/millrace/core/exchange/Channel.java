package io.millrace.core.exchange;

import io.millrace.api.operator.Batch;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A bounded ring from one task to one other. Its slots own their batches: the producer fills the
 * batch of the next free slot and publishes it, the consumer works on it in place and releases it.
 * Nothing is allocated once each slot has been used.
 *
 * <ul>
 *   <li><b>Threads:</b> one producer and one consumer, which may be the same.
 *   <li><b>Bound:</b> as many batches and marks as it has slots; {@link #claim} gives null when it
 *       is full.
 *   <li><b>Cost:</b> one release store a batch on either side; each side keeps the other's position
 *       and reads it again only when it seems to be at the end (the ring of FastForward, Giacomoni
 *       et al. 2008, and of Agrona).
 * </ul>
 */
public final class Channel {
  /** What a slot carries. */
  public enum Kind {
    /** Events. */
    BATCH,
    /** A watermark. */
    WATERMARK,
    /** The producer turned idle (1) or active (0). */
    IDLE,
    /** A checkpoint's state ends here; its number. */
    BARRIER,
    /** Nothing follows. */
    END
  }

  /**
   * A place in the ring. Belongs to the producer between claim and publish, to the consumer between
   * peek and release.
   */
  public static final class Slot {
    private final Batch<Object> batch = new Batch<>();
    private Kind kind = Kind.BATCH;
    private long value;

    Slot() {}

    /** What it carries. */
    public Kind kind() {
      return kind;
    }

    /** The batch; only for {@link Kind#BATCH}. */
    public Batch<Object> batch() {
      return batch;
    }

    /** The watermark, status or number. */
    public long value() {
      return value;
    }

    /** Makes it carry a mark. */
    public void mark(Kind newKind, long newValue) {
      kind = newKind;
      value = newValue;
    }
  }

  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(Positions.class, "head", long.class);
      TAIL = lookup.findVarHandle(ProducerSide.class, "tail", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The two positions, apart by more than two cache lines so that cores do not share what they
   * write.
   */
  @SuppressWarnings("unused")
  private static class ProducerSide {
    long tail;
    long headSeen;
    long p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15, p16;
  }

  private static final class Positions extends ProducerSide {
    long head;
    long tailSeen;
  }

  private final Slot[] slots;
  private final int mask;
  private final int capacity;
  private final Positions at = new Positions();
  private volatile Runnable onPublish = () -> {};
  private volatile Runnable onRelease = () -> {};

  /** A ring of that many slots, at least one. */
  public Channel(int capacity) {
    this.capacity = capacity;
    int size = Integer.highestOneBit(Math.max(1, capacity - 1)) * (capacity > 1 ? 2 : 1);
    slots = new Slot[size];
    for (int i = 0; i < size; i++) {
      slots[i] = new Slot();
    }
    mask = size - 1;
  }

  /**
   * What to call after something was published, and after a slot was released: to wake whoever
   * waits.
   */
  public void wakeWith(Runnable consumer, Runnable producer) {
    onPublish = consumer;
    onRelease = producer;
  }

  /** Producer: the next free slot, or null if the ring is full. */
  public @Nullable Slot claim() {
    return hasRoom() ? slots[(int) at.tail & mask] : null;
  }

  /** Producer: true if there is a free slot. */
  public boolean hasRoom() {
    if (at.tail - at.headSeen < capacity) {
      return true;
    }
    at.headSeen = (long) HEAD.getAcquire(at);
    return at.tail - at.headSeen < capacity;
  }

  /** Producer: hands over the claimed slot. */
  public void publish() {
    TAIL.setRelease(at, at.tail + 1);
    onPublish.run();
  }

  /** Consumer: the oldest slot handed over, or null if there is none. */
  public @Nullable Slot peek() {
    if (at.head == at.tailSeen) {
      at.tailSeen = (long) TAIL.getAcquire(at);
      if (at.head == at.tailSeen) {
        return null;
      }
    }
    return slots[(int) at.head & mask];
  }

  /** Consumer: gives back the slot it peeked at. */
  public void release() {
    HEAD.setRelease(at, at.head + 1);
    onRelease.run();
  }

  /** How many slots are in use; exact only for a thread that owns both ends. */
  public int size() {
    return (int) ((long) TAIL.getAcquire(at) - (long) HEAD.getAcquire(at));
  }
}
