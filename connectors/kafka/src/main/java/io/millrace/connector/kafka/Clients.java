package io.millrace.connector.kafka;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes Kafka's clients; a test makes others. Thread-safe. */
interface Clients {
  /** Kafka's own. */
  Clients REAL =
      new Clients() {
        @Override
        public Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
          return new KafkaConsumer<>(
              settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
          return new KafkaProducer<>(
              settings, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public Admin admin(Map<String, Object> settings) {
          return Admin.create(settings);
        }
      };

  /** A consumer of bytes. */
  Consumer<byte[], byte[]> consumer(Map<String, Object> settings);

  /** A producer of bytes. */
  Producer<byte[], byte[]> producer(Map<String, Object> settings);

  /** A client that asks about topics and groups. */
  Admin admin(Map<String, Object> settings);
}
