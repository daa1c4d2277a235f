package io.millrace.core.operator;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One call for one event. Either the call completes it, on any thread, or the task abandons it:
 * whoever comes first. Only a completed one enters the queue, so the queue is as bounded as the
 * calls are.
 */
final class AsyncAttempt<T, R> implements BiConsumer<R, Throwable> {
  final AsyncEvent<T, R> event;
  final long startedNanos;
  private final Queue<AsyncAttempt<T, R>> completed;
  private final Runnable wake;
  private final AtomicBoolean taken = new AtomicBoolean();
  private @Nullable CompletionStage<?> stage;

  /* Written before the attempt enters the queue, read after it has left it. */
  private @Nullable R result;
  private @Nullable Throwable failure;

  AsyncAttempt(
      AsyncEvent<T, R> event,
      long startedNanos,
      Queue<AsyncAttempt<T, R>> completed,
      Runnable wake) {
    this.event = event;
    this.startedNanos = startedNanos;
    this.completed = completed;
    this.wake = wake;
  }

  /** Waits for the call's completion. */
  void follow(CompletionStage<R> call) {
    stage = call;
    call.whenComplete(this);
  }

  @Override
  public void accept(@Nullable R value, @Nullable Throwable thrown) {
    result = value;
    failure = thrown;
    if (taken.compareAndSet(false, true)) {
      completed.add(this);
      wake.run();
    }
  }

  /** Gives the call up; false if it has completed meanwhile. */
  boolean abandon() {
    if (!taken.compareAndSet(false, true)) {
      return false;
    }
    CompletionStage<?> call = stage;
    if (call != null) {
      try {
        call.toCompletableFuture().cancel(true);
      } catch (UnsupportedOperationException | CancellationException e) {
        // A stage need not be cancellable: its result is ignored all the same.
      }
    }
    return true;
  }

  @Nullable R result() {
    return result;
  }

  /** Why the call failed, without the wrappers of futures; null if it did not. */
  @Nullable Throwable failure() {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
