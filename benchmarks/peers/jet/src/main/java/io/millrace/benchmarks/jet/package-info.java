/** The workloads on Hazelcast Jet. */
@NullMarked
package io.millrace.benchmarks.jet;

import org.jspecify.annotations.NullMarked;
