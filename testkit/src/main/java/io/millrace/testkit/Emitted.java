package io.millrace.testkit;

/**
 * What an operator emitted.
 *
 * @param value the value
 * @param timeMs its event time, milliseconds
 */
public record Emitted<T>(T value, long timeMs) {}
