package io.millrace.core.runtime;

import io.millrace.api.environment.Threads;
import io.millrace.core.task.Task;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A duty cycle over some tasks: steps them in turn and waits when none has anything to do. The same
 * loop serves a thread of its own and the caller's thread.
 */
final class Worker {
  /** Rounds without progress before it waits, so that a short gap costs no wake-up. */
  private static final int IDLE_ROUNDS = 32;

  private static final long LONGEST_WAIT_NANOS = 100_000_000;

  private final List<Task> tasks = new ArrayList<>();
  private final Threads threads;
  private volatile boolean signalled;
  private volatile @Nullable Thread waiting;
  private @Nullable Thread stepping;
  private int idleRounds;

  Worker(Threads threads) {
    this.threads = threads;
  }

  void add(Task task) {
    tasks.add(task);
  }

  List<Task> tasks() {
    return tasks;
  }

  /** Wakes it; from any thread. */
  void wake() {
    // What was published must be visible before it is looked at whether the worker waits.
    VarHandle.fullFence();
    if (!signalled) {
      signalled = true;
    }
    Thread thread = waiting;
    if (thread != null) {
      threads.wake(thread);
    }
  }

  /** Steps each task once; true if any made progress. */
  boolean step() {
    boolean progress = false;
    for (int i = 0; i < tasks.size(); i++) {
      progress |= step(tasks.get(i));
    }
    return progress;
  }

  /** Steps one of its tasks once; true if it made progress. */
  boolean step(Task task) {
    if (task.finished()) {
      return false;
    }
    Thread before = stepping;
    stepping = Thread.currentThread();
    try {
      return task.step() != Task.Progress.NONE;
    } finally {
      stepping = before;
    }
  }

  /** True if it is stepped by the calling thread right now. */
  boolean isCurrent() {
    return stepping == Thread.currentThread();
  }

  boolean finished() {
    for (int i = 0; i < tasks.size(); i++) {
      if (!tasks.get(i).finished()) {
        return false;
      }
    }
    return true;
  }

  /** Waits a little if the last steps did nothing. */
  void rest(boolean progress) {
    if (progress) {
      idleRounds = 0;
      return;
    }
    if (++idleRounds < IDLE_ROUNDS) {
      Thread.onSpinWait();
      return;
    }
    waiting = Thread.currentThread();
    try {
      if (!signalled) {
        long nanos = waitNanos();
        if (nanos > 0) {
          threads.park(nanos);
        }
      }
    } finally {
      waiting = null;
      signalled = false;
    }
  }

  private long waitNanos() {
    long nanos = LONGEST_WAIT_NANOS;
    for (Task task : tasks) {
      if (!task.finished()) {
        nanos = Math.min(nanos, task.waitNanos());
      }
    }
    return nanos;
  }
}
