package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * What the broker takes in a topic. A record it would refuse must not get into a checkpoint: that
 * could be completed, but never committed.
 *
 * @param partitions how many partitions it has
 * @param recordBytes how large a record may be
 * @param aheadMs how far a timestamp may be ahead of the clock
 * @param behindMs how far behind
 */
record TopicLimits(int partitions, long recordBytes, long aheadMs, long behindMs) {
  private static final long AHEAD_MS = 3_600_000;
  private static final long OVERHEAD = 100;

  /** Asks the broker. Limits the job may not see are taken to be Kafka's own. */
  static TopicLimits of(Admin admin, Topic topic, int recordBytes, int timeoutMs) {
    String name = topic.name();
    int partitions;
    try {
      partitions =
          Objects.requireNonNull(
                  get(admin.describeTopics(List.of(name)).allTopicNames(), timeoutMs).get(name))
              .partitions()
              .size();
    } catch (ExecutionException | TimeoutException e) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          "the brokers at "
              + topic.bootstrap()
              + " do not describe topic '"
              + name
              + "': "
              + reason(e)
              + ". Check that they are up and that the topic exists.",
          e);
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    try {
      Map<ConfigResource, Config> all =
          get(admin.describeConfigs(List.of(resource)).all(), timeoutMs);
      return of(partitions, recordBytes, all.get(resource));
    } catch (ExecutionException | TimeoutException e) {
      return of(partitions, recordBytes, null);
    }
  }

  private static TopicLimits of(int partitions, int recordBytes, @Nullable Config config) {
    boolean stamped =
        config != null
            && "LogAppendTime".equals(text(config, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, ""));
    long broker = number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Long.MAX_VALUE);
    return new TopicLimits(
        partitions,
        Math.min(recordBytes, broker - OVERHEAD),
        stamped
            ? Long.MAX_VALUE
            : number(config, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, AHEAD_MS),
        stamped
            ? Long.MAX_VALUE
            : number(config, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.MAX_VALUE));
  }

  private static long number(@Nullable Config config, String name, long otherwise) {
    return config == null
        ? otherwise
        : Long.parseLong(text(config, name, Long.toString(otherwise)));
  }

  private static String text(Config config, String name, String otherwise) {
    ConfigEntry entry = config.get(name);
    String value = entry == null ? null : entry.value();
    return value == null ? otherwise : value;
  }

  private static <T> T get(KafkaFuture<T> future, int timeoutMs)
      throws ExecutionException, TimeoutException {
    return Answers.get(future, timeoutMs);
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause();
    return (cause == null ? e : cause).getClass().getSimpleName();
  }

  /** Refuses a record the broker would refuse. */
  void check(Row row, String sink, long nowMs) {
    if (row.size() > recordBytes) {
      throw refused(
          sink,
          "of about " + row.size() + " bytes, and at most " + recordBytes + " fit",
          "Raise maxRecordBytes(...) and the topic's max.message.bytes, or make records smaller.");
    }
    if (row.partition() != Row.ANY_PARTITION
        && (row.partition() < 0 || row.partition() >= partitions)) {
      throw refused(
          sink,
          "for partition " + row.partition() + " of a topic that has " + partitions,
          "Correct the function that chooses partitions.");
    }
    if (row.timeMs() != Row.NO_TIME
        && (row.timeMs() - nowMs > aheadMs || nowMs - row.timeMs() > behindMs)) {
      throw refused(
          sink,
          "whose time " + row.timeMs() + " is further from the clock than the topic allows",
          "Change message.timestamp.after.max.ms or before.max.ms of the topic, or use"
              + " withoutTimestamps().");
    }
  }

  private static MillraceException refused(String sink, String what, String cure) {
    return new MillraceException(
        ApiError.RECORD_INVALID, "sink '" + sink + "' was given a record " + what + ". " + cure);
  }
}
