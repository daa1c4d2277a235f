package io.millrace.core.task;

import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.time.EventTimes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counters of one operator in one subtask: written by the task's thread, read by any. Writes are
 * opaque stores, so that a reader sees whole and recent numbers without costing the writer a fence.
 */
public final class NodeMetrics implements OperatorMetrics {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int FATES = Fate.values().length;
  private static final int IN = FATES;
  private static final int EMITTED = FATES + 1;
  private static final int IN_FLIGHT = FATES + 2;
  private static final int OPEN = FATES + 3;
  private static final int FIRED = FATES + 4;
  private static final int KEYS = FATES + 5;
  private static final int STATE_BYTES = FATES + 6;
  private static final int WATERMARK = FATES + 7;

  private final long[] cells = new long[FATES + 8];

  NodeMetrics() {
    set(WATERMARK, EventTimes.MIN);
  }

  private void add(int cell, long change) {
    CELL.setOpaque(cells, cell, cells[cell] + change);
  }

  private void set(int cell, long value) {
    CELL.setOpaque(cells, cell, value);
  }

  private long get(int cell) {
    return (long) CELL.getOpaque(cells, cell);
  }

  @Override
  public void count(Fate fate, long events) {
    add(fate.ordinal(), events);
  }

  @Override
  public void inFlight(long change) {
    add(IN_FLIGHT, change);
  }

  @Override
  public void restored(long events) {
    in(events);
    inFlight(events);
  }

  @Override
  public void openWindows(long change) {
    add(OPEN, change);
  }

  @Override
  public void firedWindows(long count) {
    add(FIRED, count);
  }

  void in(long events) {
    add(IN, events);
  }

  void emitted(long events) {
    add(EMITTED, events);
  }

  void state(long keys, long bytes) {
    set(KEYS, keys);
    set(STATE_BYTES, bytes);
  }

  void watermark(long watermarkMs) {
    set(WATERMARK, watermarkMs);
  }

  /** Events with that fate. */
  public long of(Fate fate) {
    return get(fate.ordinal());
  }

  /** Events that came in. */
  public long in() {
    return get(IN);
  }

  /** Events that came out. */
  public long emitted() {
    return get(EMITTED);
  }

  /** Events inside without a fate yet. */
  public long inFlight() {
    return get(IN_FLIGHT);
  }

  /** Windows open. */
  public long openWindows() {
    return get(OPEN);
  }

  /** Firings so far. */
  public long firedWindows() {
    return get(FIRED);
  }

  /** Keys with state. */
  public long keys() {
    return get(KEYS);
  }

  /** Bytes of state. */
  public long stateBytes() {
    return get(STATE_BYTES);
  }

  /** The watermark. */
  public long watermark() {
    return get(WATERMARK);
  }
}
