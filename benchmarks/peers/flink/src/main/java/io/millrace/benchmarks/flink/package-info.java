/** The workloads on Apache Flink: DataStream and, for sliding windows, SQL; each a main class. */
@NullMarked
package io.millrace.benchmarks.flink;

import org.jspecify.annotations.NullMarked;
