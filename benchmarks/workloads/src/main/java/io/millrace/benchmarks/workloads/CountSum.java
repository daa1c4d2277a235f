package io.millrace.benchmarks.workloads;

/**
 * The result of a window.
 *
 * @param count how many events
 * @param sum the sum of their values
 */
public record CountSum(long count, long sum) {}
