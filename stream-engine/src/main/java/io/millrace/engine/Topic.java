package io.millrace.engine;

import io.millrace.api.connector.Overflow;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream inside the process: a bounded log of events, each with the watermark it was published
 * under, that any number of pipelines read, each at its own pace. An event leaves the log when all
 * have read it. Thread-safe.
 */
final class Topic {
  /*
   * Positions count events from the start of the stream:
   *
   *     first <= position of each reader <= released <= end
   *
   * [first, end) is in the ring. Readers see [first, released); in background mode everything is
   * released at once. Watermarks are no entries: each event knows the one before it, and the one
   * after the last is the topic's own, so a watermark costs nothing and is never dropped.
   */
  private static final int FIRST_ROOM = 64;

  /** How publishing went. */
  record Counts(
      long total,
      long processed,
      long late,
      long droppedOldest,
      long droppedNewest,
      long refused,
      int waiting,
      long watermarkMs) {}

  private final String id;
  private final int capacity;
  private final Overflow overflow;
  private final Runnable whenFull;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<TopicSource> readers = new ArrayList<>();
  private @Nullable Event[] ring = new Event[FIRST_ROOM];
  private long[] marks = new long[FIRST_ROOM];
  private long first;
  private long released;
  private long end;
  private long watermark = EventTimes.MIN;
  private long releasedWatermark = EventTimes.MIN;
  private final boolean output;
  private boolean flowing;
  private boolean closed;
  private long late;
  private long droppedOldest;
  private long droppedNewest;
  private long refused;

  private Topic(
      String id,
      int capacity,
      Overflow overflow,
      boolean output,
      boolean flowing,
      Runnable whenFull) {
    this.id = id;
    this.capacity = capacity;
    this.overflow = overflow;
    this.output = output;
    this.flowing = flowing;
    this.whenFull = whenFull;
  }

  /**
   * A stream that programs publish to.
   *
   * @param flowing readers see events at once, in place of when they are released
   * @param whenFull called without the lock before a publisher waits for room; may refuse to wait
   */
  static Topic source(
      String id, int capacity, Overflow overflow, boolean flowing, Runnable whenFull) {
    return new Topic(id, capacity, overflow, false, flowing, whenFull);
  }

  /**
   * The stream of a pipeline's results: readers see them at once, and hold the pipeline back when
   * it is full. What comes after it was closed is let go, as the pipeline is being removed too.
   *
   * @param whenFull called without the lock before the pipeline waits for room; may make some
   */
  static Topic output(String id, int capacity, Runnable whenFull) {
    return new Topic(id, capacity, Overflow.BLOCK, true, true, whenFull);
  }

  String id() {
    return id;
  }

  PublishResult publish(Event event) {
    long timeMs = EventTimes.of(event.eventTime());
    PublishResult result;
    List<TopicSource> waiting;
    lock.lock();
    try {
      if (closed && output) {
        return new PublishResult(false, false, 0);
      }
      checkOpen();
      boolean isLate = timeMs <= watermark;
      if (end - first >= capacity && !makeRoom()) {
        return new PublishResult(false, isLate, pendingCount());
      }
      append(event);
      if (isLate) {
        late++;
      }
      result = new PublishResult(true, isLate, pendingCount());
      waiting = flowing ? List.copyOf(readers) : List.of();
    } finally {
      lock.unlock();
    }
    waiting.forEach(TopicSource::signal);
    return result;
  }

  private void checkOpen() {
    if (closed) {
      throw new MillraceException(
          ApiError.JOB_NOT_RUNNING,
          "stream '" + id + "' was removed or its engine was closed. Publish before that.");
    }
  }

  private void append(Event event) {
    if (end - first == ring.length) {
      grow();
    }
    int place = place(end);
    ring[place] = event;
    marks[place] = watermark;
    end++;
    if (flowing) {
      released = end;
      trim();
    }
  }

  private int place(long position) {
    return (int) (position & (ring.length - 1));
  }

  private void grow() {
    @Nullable Event[] events = new Event[ring.length * 2];
    long[] before = new long[events.length];
    for (long position = first; position < end; position++) {
      int to = (int) (position & (events.length - 1));
      events[to] = ring[place(position)];
      before[to] = marks[place(position)];
    }
    ring = events;
    marks = before;
  }

  private boolean makeRoom() {
    switch (overflow) {
      case FAIL -> {
        refused++;
        throw new MillraceException(
            ApiError.BUFFER_FULL,
            "stream '"
                + id
                + "' is full: "
                + capacity
                + " events wait. Call processBatch or start(), make the buffer larger, or choose"
                + " another overflow policy.");
      }
      case DROP_NEWEST -> {
        droppedNewest++;
        return false;
      }
      case DROP_OLDEST -> {
        droppedOldest++;
        forget(first + 1);
        released = Math.max(released, first);
        return true;
      }
      case BLOCK -> {
        waitForRoom();
        if (!output) {
          checkOpen();
        }
        return !closed;
      }
    }
    return true;
  }

  private void waitForRoom() {
    while (end - first >= capacity && !closed) {
      lock.unlock();
      try {
        whenFull.run();
      } finally {
        lock.lock();
      }
      if (end - first >= capacity && !closed) {
        changed.awaitUninterruptibly();
      }
    }
  }

  /** Lets go of what all readers have read. */
  private void trim() {
    long keep = released;
    for (TopicSource reader : readers) {
      keep = Math.min(keep, reader.position);
    }
    forget(keep);
  }

  private void forget(long until) {
    if (until > first) {
      for (long position = first; position < until; position++) {
        ring[place(position)] = null;
      }
      first = until;
      changed.signalAll();
    }
  }

  /** Moves the watermark on; one that lies behind is ignored, as a watermark never goes back. */
  void watermark(long watermarkMs) {
    List<TopicSource> waiting;
    lock.lock();
    try {
      if (watermarkMs <= watermark) {
        return;
      }
      watermark = watermarkMs;
      if (flowing) {
        releasedWatermark = watermark;
      }
      waiting = flowing ? List.copyOf(readers) : List.of();
    } finally {
      lock.unlock();
    }
    waiting.forEach(TopicSource::signal);
  }

  /**
   * Shows readers up to {@code limit} more events, and the watermark behind them; gives how many.
   */
  int release(int limit) {
    lock.lock();
    try {
      int count = (int) Math.min(limit, end - released);
      released += count;
      releasedWatermark = released == end ? watermark : marks[place(released)];
      trim();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** From now on readers see everything at once. */
  void flow() {
    List<TopicSource> waiting;
    lock.lock();
    try {
      flowing = true;
      released = end;
      releasedWatermark = watermark;
      trim();
      waiting = List.copyOf(readers);
    } finally {
      lock.unlock();
    }
    waiting.forEach(TopicSource::signal);
  }

  /** The events that wait to be processed; a copy. */
  List<Event> pending() {
    lock.lock();
    try {
      List<Event> events = new ArrayList<>(pendingCount());
      for (long position = end - pendingCount(); position < end; position++) {
        Event event = ring[place(position)];
        if (event != null) {
          events.add(event);
        }
      }
      return events;
    } finally {
      lock.unlock();
    }
  }

  int pendingCount() {
    lock.lock();
    try {
      return (int) (end - (flowing ? first : released));
    } finally {
      lock.unlock();
    }
  }

  Counts counts() {
    lock.lock();
    try {
      return new Counts(
          end,
          end - pendingCount() - droppedOldest,
          late,
          droppedOldest,
          droppedNewest,
          refused,
          pendingCount(),
          watermark);
    } finally {
      lock.unlock();
    }
  }

  /** A reader that starts with the first event nobody has been shown yet. */
  TopicSource reader(String name) {
    lock.lock();
    try {
      TopicSource reader = new TopicSource(this, name, flowing ? end : released);
      readers.add(reader);
      return reader;
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits for this reader any more. */
  void leave(TopicSource reader) {
    lock.lock();
    try {
      if (readers.remove(reader)) {
        trim();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Copies what a reader may see next, and notes that everything it was given before is done with.
   */
  int take(TopicSource reader, @Nullable Event[] events, long[] before, int limit) {
    lock.lock();
    try {
      reader.donePosition = reader.position;
      reader.doneMark = reader.handedMark;
      changed.signalAll();
      reader.position = Math.max(reader.position, first);
      int count = (int) Math.min(Math.min(limit, events.length), released - reader.position);
      for (int i = 0; i < count; i++) {
        events[i] = ring[place(reader.position + i)];
        before[i] = marks[place(reader.position + i)];
      }
      reader.position += count;
      reader.tailMark = reader.position == released ? releasedWatermark : EventTimes.MIN;
      trim();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** True if the reader has something to read. */
  boolean behind(TopicSource reader) {
    lock.lock();
    try {
      return readers.contains(reader)
          && (reader.position < released || reader.handedMark < releasedWatermark);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything published so far has gone through all readers. */
  void awaitDone() {
    lock.lock();
    try {
      long position = end;
      long mark = watermark;
      while (!closed && !done(position, mark)) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean done(long position, long mark) {
    for (TopicSource reader : readers) {
      if (reader.donePosition < position || reader.doneMark < mark) {
        return false;
      }
    }
    return true;
  }

  /** Takes no more events; whoever waits is sent away. */
  void close() {
    lock.lock();
    try {
      closed = true;
      readers.clear();
      Arrays.fill(ring, null);
      first = end;
      released = end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
