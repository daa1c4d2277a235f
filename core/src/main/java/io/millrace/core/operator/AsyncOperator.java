package io.millrace.core.operator;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Mapper;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Polled;
import io.millrace.api.operator.PolledOutput;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.plan.ErrorPolicy;
import io.millrace.api.time.EventTimes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks something outside for each event, without waiting for the answer.
 *
 * <ul>
 *   <li><b>Bounds:</b> at most {@code capacity} events are asked for or wait to be emitted; the
 *       rest of the last batch waits to be asked for, and meanwhile the operator is {@link
 *       #blocked}.
 *   <li><b>Order:</b> results come in the order of events, or of completion; neither ever passes a
 *       watermark.
 *   <li><b>Threads:</b> the call is made on the task's thread and must not block; it may complete
 *       on any.
 *   <li><b>Time:</b> time-outs and retries go by the monotonic clock.
 *   <li><b>Checkpoints:</b> hold the events that were not emitted and the watermarks behind them. A
 *       job that goes on from one makes their calls again, in the same order, at once and with the
 *       attempts that had failed counted; so a call may be made more often than its result is
 *       emitted. With another number of subtasks the order holds among what was in flight, and
 *       among what comes after, not between the two.
 *   <li><b>Fails:</b> when an event's last attempt failed, as the error policy says: with {@code
 *       TIMED_OUT} or {@code OPERATOR_FAILED}, or not at all.
 * </ul>
 *
 * @param <T> what it takes
 * @param <R> what it emits
 */
@SuppressWarnings("NullAway.Init") // open comes first and sets the rest
public final class AsyncOperator<T, R> implements BatchOperator<T, R>, Polled<R>, UnkeyedState {
  /** The most results emitted in one poll. */
  private static final int PIECE = Batch.CAPACITY;

  private final AsyncSettings settings;
  private final Mapper<? super T, ? extends CompletionStage<R>> call;
  private final long timeoutNanos;
  private final long retryAfterNanos;
  private final @Nullable Codec<T> codec;
  private final AsyncOrder<T, R> order;
  private final ArrayDeque<AsyncEvent<T, R>> waiting = new ArrayDeque<>();
  private final ArrayDeque<AsyncEvent<T, R>> retries = new ArrayDeque<>();

  /**
   * The attempts under way, oldest first: all have the same time-out, so the first is the first to
   * run out.
   */
  private final Set<AsyncAttempt<T, R>> running = new LinkedHashSet<>();

  private final Queue<AsyncAttempt<T, R>> completed = new ConcurrentLinkedQueue<>();
  private final List<byte[]> restored = new ArrayList<>();
  private OperatorContext context;
  private AsyncImage<T> image;

  /** Events asked for and not emitted yet. */
  private int active;

  private volatile Runnable wake = () -> {};

  /**
   * Makes that call for each event.
   *
   * @param codec stores events; null if no checkpoints are taken
   */
  public AsyncOperator(
      AsyncSettings settings,
      Mapper<? super T, ? extends CompletionStage<R>> call,
      @Nullable Codec<T> codec) {
    this.settings = settings;
    this.call = call;
    this.codec = codec;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(settings.timeoutMs());
    this.retryAfterNanos = TimeUnit.MILLISECONDS.toNanos(settings.retryAfterMs());
    this.order = new AsyncOrder<>(settings.ordered());
  }

  @Override
  public void open(OperatorContext operatorContext) {
    context = operatorContext;
    image = new AsyncImage<>(context, codec);
    List<AsyncEvent<T, R>> events = image.read(restored, order);
    restored.clear();
    for (AsyncEvent<T, R> event : events) {
      if (event.done) {
        active++;
      } else {
        waiting.add(event);
      }
    }
    context.metrics().restored(events.size());
    if (context.watermark() != EventTimes.MIN) {
      // All that was told is behind what is restored: already there if one subtask goes on as one.
      order.watermark(context.watermark());
    }
    callWaiting();
  }

  @Override
  public Deal deal() {
    return Deal.EACH_TO_ONE;
  }

  @Override
  public void saveUnkeyed(DataWriter out) {
    out.writeBytes(image.write(order));
  }

  /** The bytes are kept until the names of splits can be looked up. */
  @Override
  public void restoreUnkeyed(DataReader in) {
    restored.add(in.readBytes());
  }

  @Override
  public void process(Batch<T> batch, Output<R> out) {
    int n = batch.size();
    for (int i = 0; i < n; i++) {
      AsyncEvent<T, R> event =
          new AsyncEvent<>(
              batch.value(i),
              batch.times()[i],
              batch.split(),
              batch.offsetAt(i),
              batch.watermarkAt(i));
      order.add(event);
      waiting.add(event);
    }
    context.metrics().inFlight(n);
    callWaiting();
  }

  @Override
  public void onWatermark(long watermarkMs, Output<R> out) {
    order.watermark(watermarkMs);
  }

  @Override
  public boolean poll(PolledOutput<R> out) {
    takeCompleted();
    giveUpOverdue();
    callRetries();
    int emitted = emit(out);
    boolean released = order.release();
    callWaiting();
    return emitted > 0 || released || !completed.isEmpty();
  }

  @Override
  public boolean blocked() {
    return active >= settings.capacity() || !waiting.isEmpty();
  }

  @Override
  public boolean idle() {
    return order.isEmpty();
  }

  @Override
  public long releasedWatermark() {
    return order.released();
  }

  @Override
  public long pollAtNanos() {
    long at = Long.MAX_VALUE;
    if (!running.isEmpty() && timeoutNanos < Long.MAX_VALUE / 2) {
      at = running.iterator().next().startedNanos + timeoutNanos;
    }
    AsyncEvent<T, R> retry = retries.peek();
    if (retry != null && (at == Long.MAX_VALUE || retry.retryAtNanos - at < 0)) {
      at = retry.retryAtNanos;
    }
    return at;
  }

  @Override
  public void wakeWith(Runnable newWake) {
    wake = newWake;
  }

  @Override
  public void close() {
    wake = () -> {};
    for (AsyncAttempt<T, R> attempt : running) {
      attempt.abandon();
    }
    running.clear();
  }

  private void callWaiting() {
    while (active < settings.capacity()) {
      AsyncEvent<T, R> event = waiting.poll();
      if (event == null) {
        return;
      }
      active++;
      attempt(event);
    }
  }

  private void callRetries() {
    if (retries.isEmpty()) {
      return;
    }
    long now = context.time().monotonicNanos();
    AsyncEvent<T, R> event;
    while ((event = retries.peek()) != null && event.retryAtNanos - now <= 0) {
      retries.remove();
      attempt(event);
    }
  }

  private void attempt(AsyncEvent<T, R> event) {
    event.attempts++;
    AsyncAttempt<T, R> attempt =
        new AsyncAttempt<>(event, context.time().monotonicNanos(), completed, () -> wake.run());
    running.add(attempt);
    try {
      attempt.follow(call.apply(event.value));
    } catch (RuntimeException e) {
      attempt.accept(null, e);
    }
  }

  private void takeCompleted() {
    AsyncAttempt<T, R> attempt;
    while ((attempt = completed.poll()) != null) {
      running.remove(attempt);
      R result = attempt.result();
      Throwable failure = attempt.failure();
      if (failure != null) {
        failed(attempt.event, failure);
      } else if (result == null) {
        failed(
            attempt.event,
            new NullPointerException("the call completed with null; give an Optional for nothing"));
      } else {
        attempt.event.result = result;
        order.done(attempt.event);
      }
    }
  }

  private void giveUpOverdue() {
    while (!running.isEmpty()) {
      AsyncAttempt<T, R> oldest = running.iterator().next();
      if (context.time().monotonicNanos() - oldest.startedNanos < timeoutNanos) {
        return;
      }
      running.remove(oldest);
      // If it has completed in this moment it lies in the queue, and the next poll takes it.
      if (oldest.abandon()) {
        failed(
            oldest.event, new TimeoutException("no answer within " + settings.timeoutMs() + " ms"));
      }
    }
  }

  private void failed(AsyncEvent<T, R> event, Throwable cause) {
    event.failures++;
    if (event.attempts <= settings.retries()) {
      event.retryAtNanos = context.time().monotonicNanos() + retryAfterNanos;
      retries.add(event);
      return;
    }
    ErrorPolicy policy = settings.onError();
    if (policy instanceof ErrorPolicy.Fail) {
      throw failure(event, cause);
    }
    if (policy instanceof ErrorPolicy.ToDeadLetters) {
      DeadLetter<T> letter =
          new DeadLetter<>(
              event.value,
              String.valueOf(cause),
              context.operatorId(),
              context.splitName(event.split),
              event.offset,
              event.attempts);
      context.side(DeadLetter.SIDE).emit(letter, event.timeMs);
    }
    order.done(event);
  }

  private MillraceException failure(AsyncEvent<T, R> event, @Nullable Throwable cause) {
    boolean late = cause instanceof TimeoutException;
    return new MillraceException(
        late ? ApiError.TIMED_OUT : ApiError.OPERATOR_FAILED,
        "operator '"
            + context.operatorId()
            + "' subtask "
            + context.subtask()
            + ": the call for the event at split '"
            + context.splitName(event.split)
            + "', offset "
            + event.offset
            + (late ? " took longer than " + settings.timeoutMs() + " ms" : " failed")
            + " at attempt "
            + event.attempts
            + " of "
            + (settings.retries() + 1)
            + ". Allow more retries or time, or set an error policy that skips such events or keeps"
            + " them as dead letters.",
        cause);
  }

  /** Emits what is ready; a bounded piece. */
  private int emit(PolledOutput<R> out) {
    int passed = 0;
    int taken = 0;
    while (taken < PIECE) {
      AsyncEvent<T, R> event = order.next();
      if (event == null) {
        break;
      }
      taken++;
      R result = event.result;
      if (result != null) {
        passed++;
        out.emit(result, event.timeMs, event.split, event.offset, event.watermarkMs);
      }
    }
    if (taken > 0) {
      active -= taken;
      context.metrics().count(Fate.OUT, passed);
      context.metrics().count(Fate.DEAD, taken - passed);
      context.metrics().inFlight(-taken);
    }
    return taken;
  }
}
