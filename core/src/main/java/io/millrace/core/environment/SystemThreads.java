package io.millrace.core.environment;

import io.millrace.api.environment.Threads;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads of this JVM. They are daemons, so a job that nobody stops does not keep the program
 * alive.
 */
final class SystemThreads implements Threads {
  @Override
  public Thread start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void wake(Thread thread) {
    LockSupport.unpark(thread);
  }
}
