/**
 * What every engine is measured with: named workloads ({@link Case}), their events, the same
 * computed by loops written by hand, and checksums over results. {@link RoundServer} runs rounds of
 * one engine in a process of its own.
 */
@NullMarked
package io.millrace.benchmarks.workloads;

import org.jspecify.annotations.NullMarked;
