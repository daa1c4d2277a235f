package io.millrace.testkit;

import io.millrace.api.environment.Threads;
import java.util.ArrayList;
import java.util.List;

/**
 * Threads that stay where they are until the test asks. Parking returns at once, which {@link
 * Threads#park} allows; waking does nothing. Thread-safe.
 */
public final class UnstartedThreads implements Threads {
  private final List<Thread> waiting = new ArrayList<>();

  /** Made by {@link SimulatedEnvironment}. */
  UnstartedThreads() {}

  @Override
  public synchronized Thread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    waiting.add(thread);
    return thread;
  }

  @Override
  public void park(long nanos) {}

  @Override
  public void wake(Thread thread) {}

  /** The threads asked for that have not been started, in order. */
  public synchronized List<Thread> waiting() {
    return List.copyOf(waiting);
  }

  /** Starts those threads for real. */
  public synchronized void startAll() {
    waiting.forEach(Thread::start);
    waiting.clear();
  }
}
