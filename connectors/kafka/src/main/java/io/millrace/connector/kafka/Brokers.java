package io.millrace.connector.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.jspecify.annotations.Nullable;

/**
 * The brokers as a sink sees them: producers made as the sink needs them, and the few questions it
 * asks. Stateless.
 *
 * @param topic the sink's topic
 * @param settings the sink's settings
 * @param clients makes the clients
 */
record Brokers(Topic topic, SinkSettings settings, Clients clients) {
  /** What the topic takes. */
  TopicLimits limits() {
    try (Admin admin = admin()) {
      return TopicLimits.of(admin, topic, settings.recordBytes(), settings.callMs());
    }
  }

  /**
   * The marker a group holds; null if there is none.
   *
   * @param group the group
   * @param place where in it
   * @param settled whether to wait until no transaction is about to change it; if not, gives what
   *     was committed last
   * @throws KafkaException if the brokers do not answer in time, or do not know
   */
  @Nullable Marker marker(String group, TopicPartition place, boolean settled) {
    try (Admin admin = admin()) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          Answers.get(
              admin
                  .listConsumerGroupOffsets(
                      Map.of(
                          group,
                          new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(place))),
                      new ListConsumerGroupOffsetsOptions().requireStable(settled))
                  .partitionsToOffsetAndMetadata(group),
              settings.callMs());
      if (!offsets.containsKey(place)) {
        // The client leaves out what it got an error for, such as an open transaction.
        throw new UnstableOffsetCommitException("the offset of group " + group + " is not known");
      }
      return Marker.of(offsets.get(place));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return null;
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e);
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "the brokers did not tell the offsets of group " + group, e);
    }
  }

  /** Names a group to a producer; asks nobody. */
  ConsumerGroupMetadata group(String id) {
    Map<String, Object> own = new HashMap<>();
    own.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrap());
    own.put(ConsumerConfig.GROUP_ID_CONFIG, id);
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    Map<String, Object> all = settings.client().with(ConsumerConfig.configNames(), own);
    try (Consumer<byte[], byte[]> consumer = clients.consumer(all)) {
      return consumer.groupMetadata();
    }
  }

  /** A producer that writes in transactions under that id. */
  Producer<byte[], byte[]> transactional(String id) {
    Map<String, Object> own = own();
    own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    own.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        (int) Math.min(Integer.MAX_VALUE, (long) settings.commitMs() + settings.callMs()));
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, settings.callMs());
    return clients.producer(settings.client().with(own));
  }

  /** A producer that writes at once. */
  Producer<byte[], byte[]> direct() {
    Map<String, Object> own = own();
    own.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        Math.max(settings.commitMs(), settings.callMs()));
    return clients.producer(settings.client().with(own));
  }

  private Map<String, Object> own() {
    Map<String, Object> own = new HashMap<>();
    own.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrap());
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, settings.callMs());
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestMs());
    own.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.recordBytes() + (48 << 10));
    return own;
  }

  private int requestMs() {
    return Math.max(500, settings.callMs() / 2);
  }

  private Admin admin() {
    Map<String, Object> own = new HashMap<>();
    own.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrap());
    own.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, settings.callMs());
    own.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, requestMs());
    return clients.admin(settings.client().with(AdminClientConfig.configNames(), own));
  }
}
