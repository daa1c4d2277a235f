package io.millrace.api.window;

import java.time.Instant;

/**
 * The result of one window of one key.
 *
 * @param key the key
 * @param window the window
 * @param firing which firing this is
 * @param value the aggregate
 */
public record WindowResult<K, R>(K key, Window window, Firing firing, R value) {
  /** Why a window fired. */
  public enum Firing {
    /** Before the watermark passed its end: a preview. */
    EARLY,
    /** When the watermark passed its end: the result. */
    ON_TIME,
    /** After that, because of late events: a correction. */
    LATE
  }

  /** The start of a time window. */
  public Instant start() {
    return window instanceof TimeWindow time ? time.start() : Instant.MIN;
  }

  /** The end of a time window. */
  public Instant end() {
    return window instanceof TimeWindow time ? time.end() : Instant.MAX;
  }
}
