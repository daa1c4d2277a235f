/**
 * Kafka topics as sources and sinks. A source's place is the broker's offset, so a job reads on
 * from its checkpoint; a sink writes what belongs to a checkpoint in one transaction, once. Imports
 * {@code api} and Kafka's clients. Start with {@link io.millrace.connector.kafka.Kafka}.
 */
@NullMarked
package io.millrace.connector.kafka;

import org.jspecify.annotations.NullMarked;
