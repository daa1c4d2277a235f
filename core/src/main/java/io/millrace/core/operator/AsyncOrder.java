package io.millrace.core.operator;

import io.millrace.api.time.EventTimes;
import java.util.ArrayDeque;
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

  /** The events between two watermarks. */
  static final class Segment<T, R> {
    /** In order: all events not emitted. Out of order: those that are done. */
    private final ArrayDeque<AsyncEvent<T, R>> queue = new ArrayDeque<>(4);

    private int open;
    private boolean closed;
    private long watermarkMs;
  }

  /** An event has come. */
  void add(AsyncEvent<T, R> event) {
    event.segment = last;
    last.open++;
    if (ordered) {
      last.queue.add(event);
    }
  }

  /** An event has met its fate. */
  void done(AsyncEvent<T, R> event) {
    event.done = true;
    if (!ordered && event.segment != null) {
      event.segment.queue.add(event);
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
      segments.getLast().watermarkMs = watermarkMs;
      segments.addLast(last);
    }
  }

  /** Takes the next event whose result may be emitted; null if there is none at the moment. */
  @Nullable AsyncEvent<T, R> next() {
    Segment<T, R> first = segments.getFirst();
    AsyncEvent<T, R> event = first.queue.peek();
    if (event == null || !event.done) {
      return null;
    }
    first.queue.remove();
    first.open--;
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

  /** Nothing is kept back. */
  boolean isEmpty() {
    return segments.size() == 1 && last.open == 0;
  }
}
