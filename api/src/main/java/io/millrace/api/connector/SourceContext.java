package io.millrace.api.connector;

import io.millrace.api.environment.Environment;

/** What a source may touch. */
public interface SourceContext {
  /** The clocks, threads and files. */
  Environment environment();

  /**
   * Tells the engine that there is something to read, from any thread, so that it need not look
   * again and again.
   */
  void signal();
}
