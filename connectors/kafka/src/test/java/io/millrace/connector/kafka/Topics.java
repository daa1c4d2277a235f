package io.millrace.connector.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes and reads topics as somebody else would, without the connector. */
final class Topics {
  private Topics() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static KafkaProducer<byte[], byte[]> producer(Broker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrap()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  static KafkaProducer<byte[], byte[]> transactional(Broker broker, String id) {
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", id),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    return producer;
  }

  /** Writes texts to a partition; the n-th one gets the time n. */
  static void write(Broker broker, String topic, int partition, int from, int to) {
    try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      for (int i = from; i < to; i++) {
        producer.send(new ProducerRecord<>(topic, partition, (long) i, null, bytes("e" + i)));
      }
    }
  }

  static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }

  /** The committed values of all partitions, up to where they end now. */
  static List<String> committed(Broker broker, String topic) {
    return records(broker, topic).stream().map(Topics::text).toList();
  }

  /** The committed records of all partitions, up to where they end now. */
  static List<ConsumerRecord<byte[], byte[]>> records(Broker broker, String topic) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", broker.bootstrap());
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = ends(broker, partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }

  /*
   * Of the log, not of what is committed: a commit returns before the partitions have its mark, so
   * for a moment the end of what is committed lies before it.
   */
  private static Map<TopicPartition, Long> ends(Broker broker, List<TopicPartition> partitions) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(partitions);
    }
  }
}
