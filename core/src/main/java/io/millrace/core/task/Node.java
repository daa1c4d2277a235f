package io.millrace.core.task;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.operator.Batch;
import io.millrace.api.time.EventTimes;
import io.millrace.core.time.WatermarkMerger;
import org.jspecify.annotations.Nullable;

/**
 * One operator of a task. Merges the watermarks of its inputs, and passes batches and marks on in
 * order. Single-threaded.
 */
abstract class Node implements Target {
  final String id;
  final NodeMetrics metrics = new NodeMetrics();
  final Fan fan = new Fan();
  private final WatermarkMerger merger;
  private boolean announces;
  private long passed = EventTimes.MIN;

  Node(String id, int inputs) {
    this.id = id;
    this.merger = WatermarkMerger.ofStreams(Math.max(1, inputs));
  }

  /** Called once before anything else. */
  void open() {}

  /** Adds what it remembers besides the numbers that every node has. */
  void snapshot(TaskSnapshot snapshot) {}

  /** What the operator saves that belongs to no key; null for nothing. */
  byte @Nullable [] unkeyed() {
    return null;
  }

  /** The settings by which its state has its meaning; null for none. */
  @Nullable CodecSchema shape() {
    return null;
  }

  /**
   * The watermark it passed on last. An end is none: whoever follows is told that again as an end,
   * and must not take it for a step of time before.
   */
  long forwarded() {
    return passed;
  }

  /** Everything up to that checkpoint is durable. */
  void completed(long checkpointId) {}

  /** Goes on from a checkpoint; called before {@link #open}. */
  void restore(Manifest.NodeEntry entry) {
    merger.restore(entry.watermark());
    metrics.watermark(entry.watermark());
    announces = entry.watermark() > EventTimes.MIN || entry.idle();
    passed = entry.forwarded();
  }

  /**
   * Says again how it stands, once after a restore, when all inputs have said so: whoever follows
   * has forgotten what it was told.
   */
  void announce(long forwardedMs) {
    if (forwardedMs > EventTimes.MIN) {
      fan.watermark(forwardedMs);
    }
  }

  /** The numbers for a checkpoint. */
  final Manifest.NodeEntry entry(int subtask) {
    return new Manifest.NodeEntry(
        id, subtask, merger.merged(), forwarded(), merger.allIdle(), endPassed(), shape(), null);
  }

  /** Events, counted already. */
  abstract void process(int input, Batch<Object> batch);

  /** The merged watermark has moved on; passes it on, now or later. */
  void advanced(long watermarkMs) {
    passed = watermarkMs;
    fan.watermark(watermarkMs);
  }

  /** All inputs are idle, or no longer. */
  void idleChanged(boolean idle) {
    fan.idle(idle);
  }

  /**
   * All inputs have ended, and with them time; passes the end on, now or later, in place of the
   * last watermark.
   */
  void ended() {
    fan.end();
  }

  /** True once it has passed the end on. */
  boolean endPassed() {
    return merger.ended();
  }

  /** Called in every step, with both clocks; true if something was done. */
  boolean step(long wallMs, long nanos) {
    return false;
  }

  /** True if it wants both clocks in every step. */
  boolean wantsClock() {
    return false;
  }

  /**
   * When it must be stepped at the latest, by the monotonic clock; {@code Long.MAX_VALUE} for
   * never.
   */
  long wakeAtNanos(long wallMs, long nanos) {
    return Long.MAX_VALUE;
  }

  /** True if it cannot take events now. */
  boolean blocked() {
    return false;
  }

  /** True while a firing is under way; no input is read meanwhile. */
  boolean pending() {
    return false;
  }

  /** Goes on with what is pending. */
  void resume() {}

  /** True if nothing is under way that will still emit. */
  boolean drained() {
    return true;
  }

  /** The task has no more input for now. */
  void quiet() {}

  /** All input has ended and everything was processed. */
  void finish() {}

  /** Lets go of everything; called once, also after a failure. */
  void close() {}

  @Override
  public final void batch(int input, Batch<Object> batch) {
    if (batch.size() > 0) {
      metrics.in(batch.size());
      process(input, batch);
    }
  }

  @Override
  public final void watermark(int input, long watermarkMs) {
    boolean before = merger.allIdle();
    changed(before, merger.advance(input, watermarkMs));
  }

  @Override
  public final void idle(int input, boolean idle) {
    boolean before = merger.allIdle();
    changed(before, merger.idle(input, idle));
  }

  @Override
  public final void end(int input) {
    boolean before = merger.allIdle();
    boolean moved = merger.end(input);
    if (merger.ended()) {
      metrics.watermark(merger.merged());
      ended();
    } else {
      changed(before, moved);
    }
  }

  /** A watermark is passed on by who is active: before turning idle, after turning active. */
  private void changed(boolean wasIdle, boolean moved) {
    boolean idleNow = merger.allIdle();
    if (wasIdle && !idleNow) {
      idleChanged(false);
    }
    if (announces && merger.allKnown()) {
      announces = false;
      announce(passed);
    }
    if (moved) {
      metrics.watermark(merger.merged());
      advanced(merger.merged());
    }
    if (!wasIdle && idleNow) {
      idleChanged(true);
    }
  }

  final long watermark() {
    return merger.merged();
  }

  final void pass(Batch<Object> batch) {
    if (batch.size() > 0) {
      metrics.emitted(batch.size());
      fan.batch(batch);
    }
  }
}
