package io.millrace.api.connector;

/** What a push source does with an event when its buffer is full. Each outcome is counted. */
public enum Overflow {
  /** The pusher waits until there is room. */
  BLOCK,
  /** The push fails with an error that says so. */
  FAIL,
  /** The event that has waited longest is dropped. */
  DROP_OLDEST,
  /** The event that is pushed is dropped. */
  DROP_NEWEST
}
