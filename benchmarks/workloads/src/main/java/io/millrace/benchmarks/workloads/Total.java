package io.millrace.benchmarks.workloads;

/**
 * The result of a window as a loop written by hand would give it: one flat object.
 *
 * @param key the key
 * @param startMs the window's first millisecond
 * @param endMs one past its last
 * @param count how many events
 * @param sum the sum of their values
 */
public record Total(long key, long startMs, long endMs, long count, long sum) {}
