package io.millrace.api.connector;

/** Takes what a reader hands over, in order. Valid only during the poll. */
public interface SplitSink<T> {
  /** An event without a time of its own. */
  void event(T value);

  /**
   * Several events without times of their own, those at {@code [from, to)}: cheaper than one after
   * the other for a reader that has them in an array.
   */
  default void events(T[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      event(values[i]);
    }
  }

  /** An event with the time the source knows for it, milliseconds. */
  void event(T value, long timeMs);

  /**
   * The source's own watermark, milliseconds: no more events at or before it. Used with {@code
   * Watermarks.manual()}.
   */
  void watermark(long watermarkMs);

  /**
   * The split is not to be waited for until {@link #active}; its own watermarks do not count
   * meanwhile. Under watermarks made from the events, an event makes it active too.
   */
  void idle();

  /** The split is to be waited for again. */
  void active();
}
