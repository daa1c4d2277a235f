package io.millrace.api.aggregate;

/**
 * An aggregate that can take back what was merged, exactly: {@code subtract(merge(a, b), b)} equals
 * {@code a}. Sliding windows then cost two operations a slide. Do not implement it for
 * floating-point sums: they drift.
 */
public interface SubtractingAggregate<T, A, R> extends Aggregate<T, A, R> {
  /** The accumulator without what is in {@code other}; may change and return its first argument. */
  A subtract(A accumulator, A other);
}
