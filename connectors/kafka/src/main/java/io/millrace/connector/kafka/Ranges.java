package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Asks the broker which partitions a topic has and where to start and end reading them. */
final class Ranges {
  private Ranges() {}

  /**
   * Where to read a partition.
   *
   * @param from the offset of the first record
   * @param end the offset behind the last, {@code Long.MAX_VALUE} for no end
   */
  record Range(long from, long end) {}

  /** The partitions of the topic by number. */
  static List<TopicPartition> partitions(
      Consumer<byte[], byte[]> consumer, Topic topic, Duration timeout) {
    List<PartitionInfo> found;
    try {
      found = consumer.partitionsFor(topic.name(), timeout);
    } catch (KafkaException e) {
      throw unanswered(topic, e);
    }
    if (found == null || found.isEmpty()) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED,
          "there is no topic '" + topic.name() + "'. Check its name, or create it first.");
    }
    List<TopicPartition> partitions = new ArrayList<>();
    found.stream()
        .mapToInt(PartitionInfo::partition)
        .sorted()
        .forEach(number -> partitions.add(topic.partition(number)));
    return partitions;
  }

  /** Where to read each of the partitions. */
  static Map<TopicPartition, Range> of(
      Consumer<byte[], byte[]> consumer,
      Topic topic,
      List<TopicPartition> partitions,
      SourceSettings.Start start,
      boolean bounded,
      Duration timeout) {
    try {
      Map<TopicPartition, Long> starts = starts(consumer, partitions, start, timeout);
      Map<TopicPartition, Long> ends =
          bounded ? consumer.endOffsets(partitions, timeout) : Map.of();
      Map<TopicPartition, Range> ranges = new HashMap<>();
      for (TopicPartition partition : partitions) {
        ranges.put(
            partition,
            new Range(
                starts.getOrDefault(partition, 0L), ends.getOrDefault(partition, Long.MAX_VALUE)));
      }
      return ranges;
    } catch (KafkaException e) {
      throw unanswered(topic, e);
    }
  }

  private static Map<TopicPartition, Long> starts(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      SourceSettings.Start start,
      Duration timeout) {
    return switch (start.from()) {
      case EARLIEST -> consumer.beginningOffsets(partitions, timeout);
      case LATEST -> consumer.endOffsets(partitions, timeout);
      case TIME -> byTime(consumer, partitions, start.timeMs(), timeout);
      case COMMITTED -> byGroup(consumer, partitions, timeout);
    };
  }

  /** A partition without a record of that time or later starts at its end. */
  private static Map<TopicPartition, Long> byTime(
      Consumer<byte[], byte[]> consumer,
      List<TopicPartition> partitions,
      long timeMs,
      Duration timeout) {
    Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions, timeout));
    Map<TopicPartition, Long> asked = new HashMap<>();
    for (TopicPartition partition : partitions) {
      asked.put(partition, timeMs);
    }
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked, timeout);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp at = found.get(partition);
      if (at != null) {
        starts.put(partition, at.offset());
      }
    }
    return starts;
  }

  /** A partition of which the group knows nothing starts at its beginning. */
  private static Map<TopicPartition, Long> byGroup(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Duration timeout) {
    Map<TopicPartition, Long> starts =
        new HashMap<>(consumer.beginningOffsets(partitions, timeout));
    Map<TopicPartition, OffsetAndMetadata> found =
        consumer.committed(new HashSet<>(partitions), timeout);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata at = found.get(partition);
      if (at != null) {
        starts.put(partition, at.offset());
      }
    }
    return starts;
  }

  private static MillraceException unanswered(Topic topic, KafkaException e) {
    return new MillraceException(
        ApiError.SOURCE_FAILED,
        "the brokers at "
            + topic.bootstrap()
            + " did not say where topic '"
            + topic.name()
            + "' begins and ends: "
            + e.getClass().getSimpleName()
            + ". Check that they are up and that the job may read the topic.",
        e);
  }
}
