package io.millrace.core.task;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator of checkpoints and the tasks of one run of a job say to each other. Each
 * field has one writer; tasks look once a step.
 */
public final class CheckpointControl {
  private final Queue<TaskSnapshot> delivered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger atEnd = new AtomicInteger();
  private volatile Runnable wakeCoordinator = () -> {};
  private volatile long requested;
  private volatile long stopAt;
  private volatile long completed;
  private volatile boolean mayFinish;

  /** For one run of a job. */
  public CheckpointControl() {}

  /** What to call when a task has something for the coordinator. */
  public void wakeWith(Runnable wake) {
    wakeCoordinator = wake;
  }

  /** Coordinator: every task is to take a snapshot for that checkpoint. */
  public void request(long checkpointId) {
    requested = checkpointId;
  }

  /**
   * Coordinator: the same, and nothing is to be read or emitted after it; the tasks finish once it
   * is complete.
   */
  public void requestStop(long checkpointId) {
    stopAt = checkpointId;
    requested = checkpointId;
  }

  /** Coordinator: the checkpoint that was to be the last has failed; the job goes on. */
  public void goOn() {
    stopAt = 0;
  }

  /** Coordinator: everything up to that checkpoint is durable. */
  public void complete(long checkpointId) {
    completed = checkpointId;
  }

  /** Coordinator: the last checkpoint is durable. */
  public void finish() {
    mayFinish = true;
  }

  /** Coordinator: a snapshot that a task has delivered, or null. */
  public @Nullable TaskSnapshot poll() {
    return delivered.poll();
  }

  /** Coordinator: how many tasks have come to the end of their input. */
  public int tasksAtEnd() {
    return atEnd.get();
  }

  long requested() {
    return requested;
  }

  long stopAt() {
    return stopAt;
  }

  long completed() {
    return completed;
  }

  boolean mayFinish() {
    return mayFinish;
  }

  void deliver(TaskSnapshot snapshot) {
    delivered.add(snapshot);
    wakeCoordinator.run();
  }

  void reachedEnd() {
    atEnd.incrementAndGet();
    wakeCoordinator.run();
  }
}
