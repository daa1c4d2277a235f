package io.millrace.api.window;

import io.millrace.api.time.EventTimes;

/** The one window that holds everything. It ends with the stream. */
public enum GlobalWindow implements Window {
  /** The only instance. */
  INSTANCE;

  @Override
  public long maxTimeMs() {
    return EventTimes.MAX;
  }
}
