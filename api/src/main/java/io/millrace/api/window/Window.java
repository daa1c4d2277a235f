package io.millrace.api.window;

/** What events are grouped into: an interval of time, or everything. */
public sealed interface Window permits TimeWindow, GlobalWindow {
  /** The largest event time that belongs to the window, in milliseconds. */
  long maxTimeMs();
}
