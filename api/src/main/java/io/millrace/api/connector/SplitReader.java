package io.millrace.api.connector;

/**
 * Reads one split. Used by one thread, without blocking: a reader that must wait owns a thread and
 * a bounded buffer and hands over what it has.
 *
 * @param <T> the type of the events
 */
public interface SplitReader<T> extends AutoCloseable {
  /** How a poll went. */
  enum Status {
    /** More may be there right now. */
    MORE,
    /** Nothing more right now. */
    WAIT,
    /** Nothing more ever. */
    END
  }

  /**
   * Hands over what is there now, at most {@code limit} events, in the order of the split. When it
   * gives {@link Status#WAIT} it signals the source context once there is more.
   */
  Status poll(SplitSink<? super T> sink, int limit);

  /** The position behind the last event handed over. */
  SplitPosition position();

  /** The engine does not want events for now; buffers need not be filled. */
  default void pause() {}

  /** The engine wants events again. */
  default void resume() {}

  /** Everything up to this position is in a durable checkpoint and will not be asked for again. */
  default void acknowledge(SplitPosition position) {}

  @Override
  void close();
}
