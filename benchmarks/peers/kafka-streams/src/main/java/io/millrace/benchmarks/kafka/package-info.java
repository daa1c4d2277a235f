/** The workloads on Kafka Streams, by its test driver: no broker, one thread. */
@NullMarked
package io.millrace.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
