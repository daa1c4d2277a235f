package io.millrace.api.connector;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source that the program pushes into. Thread-safe: any thread may push. At most {@code capacity}
 * events wait; what happens then is the {@link Overflow} policy's choice, and is counted.
 * Watermarks and idleness are pushed in between and stay in order with the events. One split; used
 * by one job at a time; not replayable.
 *
 * @param <T> the type of the events
 */
public final class PushSource<T> implements Source<T> {
  private static final Split SPLIT = new Split("push");

  private enum Mark {
    EVENT,
    TIMED_EVENT,
    WATERMARK,
    IDLE,
    ACTIVE
  }

  private record Entry<T>(Mark mark, @Nullable T value, long timeMs) {}

  /**
   * How pushes went.
   *
   * @param accepted events taken in
   * @param droppedOldest events dropped after they had waited longest
   * @param droppedNewest events refused silently by policy
   * @param refused events whose push failed
   * @param blocked pushes that had to wait
   * @param waiting events that wait now
   */
  public record Counts(
      long accepted,
      long droppedOldest,
      long droppedNewest,
      long refused,
      long blocked,
      int waiting) {}

  private final Class<T> type;
  private final int capacity;
  private final Overflow overflow;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Entry<T>> entries = new ArrayDeque<>();
  private volatile @Nullable SourceContext context;
  private int waiting;
  private boolean ended;
  private boolean closed;
  private long given;
  private long accepted;
  private long droppedOldest;
  private long droppedNewest;
  private long refused;
  private long blocked;

  PushSource(Class<T> type, int capacity, Overflow overflow) {
    if (capacity < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a push source needs a capacity of 1 or more, got " + capacity + ".");
    }
    this.type = type;
    this.capacity = capacity;
    this.overflow = overflow;
  }

  /**
   * Pushes an event.
   *
   * @return true if it was taken in, false if the policy dropped it
   * @throws MillraceException if the source has ended, or is full and its policy is to fail
   */
  public boolean offer(T value) {
    return push(new Entry<>(Mark.EVENT, value, EventTimes.MIN));
  }

  /** Pushes an event with its time, in place of {@code eventTime} in the pipeline. */
  public boolean offer(T value, Instant time) {
    return push(new Entry<>(Mark.TIMED_EVENT, value, EventTimes.of(time)));
  }

  /**
   * Pushes a watermark: no more events at or before {@code time}. Never waits and is never dropped.
   */
  public void watermark(Instant time) {
    watermarkMs(time.equals(Instant.MAX) ? EventTimes.MAX : time.toEpochMilli());
  }

  /** Pushes a watermark in milliseconds; {@link EventTimes#MAX} for the end of time. */
  public void watermarkMs(long watermarkMs) {
    push(new Entry<>(Mark.WATERMARK, null, watermarkMs));
  }

  /** Says that this source is not to be waited for. */
  public void idle() {
    push(new Entry<>(Mark.IDLE, null, 0));
  }

  /** Says that this source is to be waited for again. */
  public void active() {
    push(new Entry<>(Mark.ACTIVE, null, 0));
  }

  /** Ends the source: what waits is still processed, then all windows close. */
  public void end() {
    lock.lock();
    try {
      ended = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    signal();
  }

  /** How pushes went so far. */
  public Counts counts() {
    lock.lock();
    try {
      return new Counts(accepted, droppedOldest, droppedNewest, refused, blocked, waiting);
    } finally {
      lock.unlock();
    }
  }

  private boolean push(Entry<T> entry) {
    boolean isEvent = isEvent(entry);
    lock.lock();
    try {
      if (ended || closed) {
        throw new MillraceException(
            ApiError.JOB_NOT_RUNNING,
            "push into a source that has "
                + (ended ? "ended" : "been closed by its job")
                + ". Push before end().");
      }
      if (isEvent && waiting >= capacity && !makeRoom()) {
        return false;
      }
      entries.add(entry);
      if (isEvent) {
        waiting++;
        accepted++;
      }
    } finally {
      lock.unlock();
    }
    signal();
    return true;
  }

  private static boolean isEvent(Entry<?> entry) {
    return entry.mark() == Mark.EVENT || entry.mark() == Mark.TIMED_EVENT;
  }

  private boolean makeRoom() {
    switch (overflow) {
      case FAIL -> {
        refused++;
        throw new MillraceException(
            ApiError.BUFFER_FULL,
            "the push buffer is full: "
                + capacity
                + " events wait. Push slower, make it larger, or choose another"
                + " overflow policy.");
      }
      case DROP_NEWEST -> {
        droppedNewest++;
        return false;
      }
      case DROP_OLDEST -> {
        dropOldest();
        return true;
      }
      case BLOCK -> waitForRoom();
    }
    return true;
  }

  private void dropOldest() {
    for (var it = entries.iterator(); it.hasNext(); ) {
      if (isEvent(it.next())) {
        it.remove();
        waiting--;
        droppedOldest++;
        return;
      }
    }
  }

  private void waitForRoom() {
    blocked++;
    signal();
    while (waiting >= capacity && !closed && !ended) {
      room.awaitUninterruptibly();
    }
    if (closed || ended) {
      throw new MillraceException(
          ApiError.JOB_NOT_RUNNING,
          "the source was closed while a push waited for room; the event was not taken.");
    }
  }

  private void signal() {
    SourceContext current = context;
    if (current != null) {
      current.signal();
    }
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public List<Split> splits(SourceContext sourceContext) {
    return List.of(SPLIT);
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext sourceContext) {
    lock.lock();
    try {
      context = sourceContext;
      closed = false;
    } finally {
      lock.unlock();
    }
    return new Reader();
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public boolean replayable() {
    return false;
  }

  @Override
  public boolean givesTime() {
    return true;
  }

  private final class Reader implements SplitReader<T> {
    /** Taken out of the queue, not yet handed over: that is done without the lock. */
    private final ArrayDeque<Entry<T>> taken = new ArrayDeque<>();

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      boolean more = take(limit);
      boolean last = !more && atEnd();
      while (!taken.isEmpty()) {
        Entry<T> entry = taken.remove();
        if (isEvent(entry)) {
          given++;
        }
        hand(entry, sink);
      }
      if (more) {
        return Status.MORE;
      }
      return last ? Status.END : Status.WAIT;
    }

    /** Takes up to that many events, and the marks between them; true if some are left. */
    private boolean take(int limit) {
      lock.lock();
      try {
        int left = limit;
        while (left > 0 && !entries.isEmpty()) {
          Entry<T> entry = entries.remove();
          taken.add(entry);
          if (isEvent(entry)) {
            waiting--;
            left--;
          }
        }
        if (left < limit) {
          room.signalAll();
        }
        return !entries.isEmpty();
      } finally {
        lock.unlock();
      }
    }

    private boolean atEnd() {
      lock.lock();
      try {
        return ended && entries.isEmpty();
      } finally {
        lock.unlock();
      }
    }

    private void hand(Entry<T> entry, SplitSink<? super T> sink) {
      T value = entry.value();
      switch (entry.mark()) {
        case WATERMARK -> sink.watermark(entry.timeMs());
        case IDLE -> sink.idle();
        case ACTIVE -> sink.active();
        case EVENT -> {
          if (value != null) {
            sink.event(value);
          }
        }
        case TIMED_EVENT -> {
          if (value != null) {
            sink.event(value, entry.timeMs());
          }
        }
      }
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(SPLIT, given, given);
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        room.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
