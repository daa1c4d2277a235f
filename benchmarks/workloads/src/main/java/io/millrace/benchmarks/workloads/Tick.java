package io.millrace.benchmarks.workloads;

/**
 * An event as a user would write it.
 *
 * @param key what it is about
 * @param value a number to add up
 * @param timeMs when it happened, milliseconds
 */
public record Tick(long key, long value, long timeMs) {}
