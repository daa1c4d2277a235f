package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic and how to get there.
 *
 * @param bootstrap brokers to ask first
 * @param name the topic's name
 */
record Topic(String bootstrap, String name) {
  Topic {
    if (bootstrap.isBlank() || name.isBlank()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "Kafka needs brokers to ask first (host:port) and the name of a topic, got '"
              + bootstrap
              + "' and '"
              + name
              + "'.");
    }
  }

  TopicPartition partition(int number) {
    return new TopicPartition(name, number);
  }
}
