package io.millrace.core.task;

import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.OperatorLifecycle;
import io.millrace.api.operator.Polled;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.operator.WatermarkDelay;
import io.millrace.api.time.EventTimes;
import io.millrace.core.operator.ElementLoop;
import io.millrace.core.operator.Loops;
import io.millrace.core.operator.UserFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operator with state: finds the slots of keys, tells it watermarks and clocks, lets large
 * firings come in pieces, and keeps a watermark back until everything it caused has been emitted.
 */
final class OperatorNode extends Node {
  /** Emits into the operator. */
  private interface Feed {
    void process(Batch<Object> batch);
  }

  private final OperatorLifecycle<Object> operator;
  private final @Nullable KeyReader @Nullable [] keys;
  private final @Nullable KeyedStateStore store;
  private final @Nullable StoreSpec spec;
  private final NodeContext context;
  private final JobContext job;
  private final NodeOutput output;
  private final @Nullable LateRuns runs;
  private final Feed[] feeds;
  private final @Nullable Resumable<Object> resumable;
  private final @Nullable Polled<Object> polled;
  private final long delayMs;
  private int ownSplit = -1;
  private boolean opened;
  private long forwarded = EventTimes.MIN;
  private long pendingMark = EventTimes.MIN;
  private long queuedMark = EventTimes.MIN;
  private boolean maxMarked;
  private boolean endReached;
  private boolean endTold;
  private boolean idleTold;
  private boolean idlePassed;
  private boolean endPassed;

  @SuppressWarnings("unchecked")
  OperatorNode(
      String id,
      OperatorLifecycle<?> operator,
      int inputs,
      @Nullable KeyReader @Nullable [] keys,
      @Nullable KeyedStateStore store,
      @Nullable StoreSpec spec,
      boolean carriesLateness,
      JobContext job,
      int subtask) {
    super(id, inputs);
    this.operator = (OperatorLifecycle<Object>) operator;
    this.keys = keys;
    this.store = store;
    this.spec = spec;
    this.job = job;
    this.context = new NodeContext(this, job, subtask, store);
    this.output = new NodeOutput(fan, metrics, true, job.options().batchSize());
    this.runs = carriesLateness ? new LateRuns() : null;
    this.resumable = operator instanceof Resumable<?> r ? (Resumable<Object>) r : null;
    this.polled = operator instanceof Polled<?> p ? (Polled<Object>) p : null;
    this.delayMs = operator instanceof WatermarkDelay late ? late.watermarkDelayMs() : 0;
    this.feeds = feeds(operator);
  }

  @SuppressWarnings("unchecked")
  private Feed[] feeds(OperatorLifecycle<?> any) {
    if (any instanceof BatchOperator<?, ?> batches) {
      BatchOperator<Object, Object> typed = (BatchOperator<Object, Object>) batches;
      return new Feed[] {batch -> typed.process(batch, output)};
    }
    if (any instanceof TwoInputOperator<?, ?, ?> two) {
      TwoInputOperator<Object, Object, Object> typed =
          (TwoInputOperator<Object, Object, Object>) two;
      return new Feed[] {
        batch -> typed.processLeft(batch, output), batch -> typed.processRight(batch, output)
      };
    }
    if (any instanceof Operator<?, ?> elements) {
      ElementLoop loop = Loops.elements(elements);
      return new Feed[] {
        batch -> {
          try {
            loop.run(batch.values(), batch.times(), batch.size(), output);
          } catch (RuntimeException e) {
            throw UserFailure.onEvent(context, batch, loop.row(), e);
          }
          metrics.count(Fate.OUT, batch.size());
        }
      };
    }
    throw new MillraceException(
        ApiError.PLAN_INVALID,
        "operator '"
            + id
            + "' is a "
            + any.getClass().getName()
            + ", which is neither an Operator nor a BatchOperator nor a TwoInputOperator. Implement"
            + " one.");
  }

  NodeContext context() {
    return context;
  }

  void wakeWith(Runnable wake) {
    if (polled != null) {
      polled.wakeWith(wake);
    }
  }

  @Override
  void snapshot(TaskSnapshot snapshot) {
    if (store != null && spec != null) {
      store.reclaim();
      snapshot
          .stores()
          .add(new TaskSnapshot.Store(spec, store.snapshot(snapshot.checkpointId() + 1)));
    }
  }

  @Override
  byte @Nullable [] unkeyed() {
    if (operator instanceof UnkeyedState state) {
      DataWriter out = DataWriter.create();
      guarded("when it saved its state", () -> state.saveUnkeyed(out));
      return out.toByteArray();
    }
    return null;
  }

  @Override
  @Nullable CodecSchema shape() {
    return operator instanceof ShapedState shaped ? shaped.shape() : null;
  }

  @Override
  long forwarded() {
    return forwarded;
  }

  @Override
  void restore(Manifest.NodeEntry entry) {
    super.restore(entry);
    forwarded = entry.forwarded();
    maxMarked = forwarded == EventTimes.MAX;
  }

  /** Takes back what the operator had saved that belongs to no key. */
  void restoreUnkeyed(List<byte[]> saved, int subtask, int parallelism) {
    if (!(operator instanceof UnkeyedState state) || saved.isEmpty()) {
      return;
    }
    if (state.deal() == UnkeyedState.Deal.FIRST_TO_ALL) {
      restoreUnkeyed(state, saved.get(0));
      return;
    }
    for (int i = subtask; i < saved.size(); i += parallelism) {
      restoreUnkeyed(state, saved.get(i));
    }
  }

  private void restoreUnkeyed(UnkeyedState state, byte[] saved) {
    guarded("when it was given its state back", () -> state.restoreUnkeyed(DataReader.of(saved)));
  }

  @Override
  void announce(long forwardedMs) {
    super.announce(forwardedMs);
    if (forwardedMs > EventTimes.MIN) {
      context.sideWatermark(forwardedMs);
    }
  }

  @Override
  void open() {
    opened = true;
    guarded("when it was opened", () -> operator.open(context));
    if (store != null && job.restored() != null && !job.dropsUnclaimed()) {
      Restored.refuseUnclaimed(id, store.unclaimed());
    }
  }

  @Override
  void process(int input, Batch<Object> batch) {
    if (runs != null && batch.watermarkEach()) {
      runs.forEach(batch, run -> feed(input, run));
    } else {
      feed(input, batch);
    }
    flush();
    if (store != null) {
      store.reclaim();
    }
    forwardReleased();
  }

  private void feed(int input, Batch<Object> batch) {
    KeyReader reader = keys == null ? null : keys[input];
    if (reader != null && store != null) {
      try {
        reader.resolve(batch, store.keys());
      } catch (RuntimeException e) {
        throw UserFailure.onEvent(context, batch, reader.loop().row(), e);
      }
    }
    output.header(batch.split(), batch.offsetAt(0), batch.watermark());
    context.sideHeader(batch.split(), batch.offsetAt(0), batch.watermark());
    try {
      feeds[input].process(batch);
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure(
          "on one of the events at split '"
              + context.splitName(batch.split())
              + "', offsets "
              + batch.offsetAt(0)
              + " to "
              + batch.offsetAt(batch.size() - 1),
          e);
    }
  }

  /** Runs code of the operator, which may be the user's. Not for every batch: callers allocate. */
  private void guarded(String when, Runnable call) {
    try {
      call.run();
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure(when, e);
    }
  }

  private MillraceException failure(String when, RuntimeException cause) {
    return new MillraceException(
        ApiError.OPERATOR_FAILED,
        "operator '"
            + id
            + "' subtask "
            + context.subtask()
            + " threw "
            + cause.getClass().getName()
            + " "
            + when
            + ". The cause below says why.",
        cause);
  }

  private void flush() {
    output.flush();
    context.flushSides();
  }

  /** What a watermark or a timer causes comes from no split; it is on time for whoever follows. */
  private void ownHeader() {
    if (ownSplit < 0) {
      ownSplit = job.splits().add(id + "[" + context.subtask() + "]");
    }
    output.header(ownSplit, metrics.emitted(), forwarded);
    context.sideHeader(ownSplit, metrics.emitted(), forwarded);
  }

  @Override
  void advanced(long watermarkMs) {
    maxMarked |= watermarkMs == EventTimes.MAX && !endReached;
    if (pending()) {
      queuedMark = watermarkMs;
      return;
    }
    ownHeader();
    try {
      operator.onWatermark(watermarkMs, output);
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw failure("at watermark " + watermarkMs + " ms", e);
    }
    flush();
    if (polled != null) {
      forwardReleased();
    } else if (pending()) {
      pendingMark = watermarkMs;
    } else {
      forward(watermarkMs);
    }
    reclaim();
  }

  @Override
  void ended() {
    endReached = true;
    if (!maxMarked) {
      advanced(EventTimes.MAX);
    }
    goOnEnding();
  }

  @Override
  boolean endPassed() {
    return endPassed;
  }

  /**
   * Once all input has ended: tells the operator when nothing is under way any more, and passes the
   * end on when nothing of what that caused is.
   */
  private void goOnEnding() {
    if (!endReached || endPassed || underWay()) {
      return;
    }
    if (!endTold) {
      endTold = true;
      ownHeader();
      guarded("at the end of its input", () -> operator.onEndOfInput(output));
      flush();
      reclaim();
      if (underWay()) {
        return;
      }
    }
    endPassed = true;
    fan.end();
    context.sideEnd();
  }

  private boolean underWay() {
    return pending() || (polled != null && !polled.idle());
  }

  private void forward(long reachedMs) {
    if (reachedMs == EventTimes.MAX && !maxMarked) {
      return; // No mark but the end itself, which is passed on behind what it causes.
    }
    long watermarkMs =
        reachedMs == EventTimes.MAX ? reachedMs : EventTimes.minus(reachedMs, delayMs);
    if (watermarkMs > forwarded) {
      forwarded = watermarkMs;
      fan.watermark(watermarkMs);
      context.sideWatermark(watermarkMs);
    }
  }

  private void forwardReleased() {
    if (polled != null) {
      forward(polled.releasedWatermark());
    }
  }

  private void reclaim() {
    if (store != null) {
      store.reclaim();
      metrics.state(store.keys().size(), store.estimatedBytes());
    }
  }

  @Override
  void idleChanged(boolean idle) {
    operator.onIdle(idle);
    idleTold = idle;
    passIdle();
  }

  /**
   * Whoever follows waits for what is under way, so it is not idle before that has been emitted.
   */
  private void passIdle() {
    boolean idle = idleTold && !underWay();
    if (idle != idlePassed) {
      idlePassed = idle;
      fan.idle(idle);
      context.sideIdle(idle);
    }
  }

  @Override
  boolean pending() {
    return resumable != null && resumable.pending();
  }

  @Override
  void resume() {
    if (resumable == null) {
      return;
    }
    ownHeader();
    guarded("while windows fired", () -> resumable.resume(output));
    flush();
    if (!resumable.pending()) {
      reclaim();
      long done = pendingMark;
      long queued = queuedMark;
      pendingMark = EventTimes.MIN;
      queuedMark = EventTimes.MIN;
      forward(done);
      if (queued > done) {
        advanced(queued);
      }
      passIdle();
      goOnEnding();
    }
  }

  @Override
  boolean blocked() {
    return polled != null && polled.blocked();
  }

  @Override
  boolean drained() {
    return !underWay() && endPassed == endReached;
  }

  @Override
  boolean wantsClock() {
    return polled != null || context.wakeAtMs() < EventTimes.MAX;
  }

  @Override
  boolean step(long wallMs, long nanos) {
    boolean did = false;
    if (wallMs >= context.wakeAtMs()) {
      context.woken();
      ownHeader();
      guarded("at wall time " + wallMs + " ms", () -> operator.onProcessingTime(wallMs, output));
      flush();
      reclaim();
      did = true;
    }
    if (polled != null && !polled.idle()) {
      ownHeader();
      did |= polled.poll(output);
      flush();
      forwardReleased();
      passIdle();
      goOnEnding();
    }
    return did;
  }

  @Override
  long wakeAtNanos(long wallMs, long nanos) {
    long at = polled == null || polled.idle() ? Long.MAX_VALUE : polled.pollAtNanos();
    if (context.wakeAtMs() < EventTimes.MAX) {
      long waitMs = Math.max(0, Math.min(EventTimes.minus(context.wakeAtMs(), wallMs), 1L << 40));
      at = Math.min(at, nanos + waitMs * 1_000_000);
    }
    return at;
  }

  @Override
  void quiet() {
    if (store != null) {
      metrics.state(store.keys().size(), store.estimatedBytes());
    }
  }

  @Override
  void close() {
    try {
      if (opened) {
        operator.close();
      }
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }
}
