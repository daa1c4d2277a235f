package io.millrace.api.environment;

/**
 * Starts, parks and wakes threads. The only way engine code gets a thread or waits. Thread-safe.
 */
public interface Threads {
  /** Starts a daemon thread of that name. */
  Thread start(String name, Runnable body);

  /** Parks the calling thread for at most that long, or until it is woken; may return early. */
  void park(long nanos);

  /** Wakes a thread that is parked, or lets its next park return at once. */
  void wake(Thread thread);
}
