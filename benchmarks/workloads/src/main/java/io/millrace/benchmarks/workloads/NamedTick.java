package io.millrace.benchmarks.workloads;

/**
 * An event whose key is a text. All events of a key share one object, as from a source that knows
 * its keys.
 *
 * @param key what it is about
 * @param value a number to add up
 * @param timeMs when it happened, milliseconds
 */
public record NamedTick(String key, long value, long timeMs) {}
