package io.millrace.core.operator;

import io.millrace.api.time.EventTimes;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Says which result may be emitted next and which watermark may pass. Events between two watermarks
 * form a segment; only the first segment's results are emitted, in the order of events or in that
 * of completion. Once it is empty its watermark is released and the next segment's turn comes.
 * There are never more closed segments than events.
 */
final class AsyncOrder<T, R> {
  private final boolean ordered;
  private final ArrayDeque<Segment<T, R>> segments = new ArrayDeque<>();
  private Segment<T, R> last = new Segment<>();
  private long released = EventTimes.MIN;

  AsyncOrder(boolean ordered) {
    this.ordered = ordered;
    segments.add(last);
  }

  /** The events between two watermarks: a chain in the order they came. */
  static final class Segment<T, R> {
    /** Out of order: the events that are done. In order: empty. */
    private final ArrayDeque<AsyncEvent<T, R>> done = new ArrayDeque<>(0);

    private @Nullable AsyncEvent<T, R> first;
    private @Nullable AsyncEvent<T, R> latest;
    private int open;
    private boolean closed;
    private long watermarkMs;

    /** How many events were not emitted. */
    int size() {
      return open;
    }

    /** The event that came first; the others follow by {@link AsyncEvent#after}. */
    @Nullable AsyncEvent<T, R> first() {
      return first;
    }

    /** A watermark came behind its events. */
    boolean closed() {
      return closed;
    }

    /** That watermark. */
    long watermarkMs() {
      return watermarkMs;
    }

    private void append(AsyncEvent<T, R> event) {
      AsyncEvent<T, R> before = latest;
      event.before = before;
      if (before == null) {
        first = event;
      } else {
        before.after = event;
      }
      latest = event;
      open++;
    }

    private void remove(AsyncEvent<T, R> event) {
      AsyncEvent<T, R> before = event.before;
      AsyncEvent<T, R> after = event.after;
      if (before == null) {
        first = after;
      } else {
        before.after = after;
      }
      if (after == null) {
        latest = before;
      } else {
        after.before = before;
      }
      open--;
    }
  }

  /** An event has come. */
  void add(AsyncEvent<T, R> event) {
    event.segment = last;
    last.append(event);
  }

  /** An event has met its fate. */
  void done(AsyncEvent<T, R> event) {
    event.done = true;
    if (!ordered && event.segment != null) {
      event.segment.done.add(event);
    }
  }

  /** A watermark has come: it stays behind the events that came before it. */
  void watermark(long watermarkMs) {
    if (last.open > 0) {
      last.closed = true;
      last.watermarkMs = watermarkMs;
      last = new Segment<>();
      segments.add(last);
    } else if (segments.size() == 1) {
      released = Math.max(released, watermarkMs);
    } else {
      // Nothing came since the watermark before, so this one takes its place.
      segments.removeLast();
      Segment<T, R> before = segments.getLast();
      before.watermarkMs = Math.max(before.watermarkMs, watermarkMs);
      segments.addLast(last);
    }
  }

  /** Takes the next event whose result may be emitted; null if there is none at the moment. */
  @Nullable AsyncEvent<T, R> next() {
    Segment<T, R> turn = segments.getFirst();
    AsyncEvent<T, R> event = ordered ? turn.first : turn.done.peek();
    if (event == null || !event.done) {
      return null;
    }
    turn.done.poll();
    turn.remove(event);
    return event;
  }

  /**
   * Releases the watermark behind the first segment if nothing is before it any more; true if one
   * was.
   */
  boolean release() {
    Segment<T, R> first = segments.getFirst();
    if (!first.closed || first.open > 0) {
      return false;
    }
    released = Math.max(released, first.watermarkMs);
    segments.removeFirst();
    return true;
  }

  long released() {
    return released;
  }

  /** What was released before a restart. */
  void released(long watermarkMs) {
    released = watermarkMs;
  }

  /** Nothing is kept back. */
  boolean isEmpty() {
    return segments.size() == 1 && last.open == 0;
  }

  /** All that is kept back; the last segment is open. */
  Queue<Segment<T, R>> segments() {
    return segments;
  }
}
