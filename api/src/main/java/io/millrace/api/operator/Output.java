package io.millrace.api.operator;

/**
 * Where an operator's results go. {@code emit} hands the value over: do not change it afterwards.
 * It never blocks and never refuses; back-pressure is the engine's business. Single-threaded, valid
 * only inside a callback.
 */
public interface Output<O> {
  /** Emits a value with an event time in milliseconds. */
  void emit(O value, long timeMs);
}
