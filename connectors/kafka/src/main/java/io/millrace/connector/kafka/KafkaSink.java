package io.millrace.connector.kafka;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Mapper;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;

/**
 * Writes to a topic, exactly once in a job with checkpoints: results wait in memory until a
 * checkpoint holds them, and then become visible to readers of committed records in one
 * transaction. Without checkpoints they become visible when the input ends. {@link #atLeastOnce()}
 * writes them at once instead.
 *
 * <p>A result waits for the next checkpoint, so its latency is the interval's; and everything
 * between two checkpoints must fit into {@link #maxStagedBytes}. The transactional id, and the
 * group that holds the marker of what was committed, is {@code millrace-JOB-SINK-SUBTASK}: jobs
 * that write to one cluster need different names.
 *
 * <p>Records carry the result's event time. The options give a new sink; they do not change the one
 * they are called on. Thread-safe.
 *
 * @param <T> the type of the results
 * @see Kafka
 */
public final class KafkaSink<T> implements Sink<T> {
  private final Topic topic;
  private final RecordShape<T> shape;
  private final SinkSettings settings;
  private final Clients clients;

  KafkaSink(Topic topic, RecordShape<T> shape, SinkSettings settings, Clients clients) {
    this.topic = topic;
    this.shape = shape;
    this.settings = settings;
    this.clients = clients;
  }

  /** What makes a record's key; records have none if not set. Equal keys share a partition. */
  public KafkaSink<T> key(RecordEncoder<? super T> key) {
    return with(shape.withKey(key));
  }

  /** What chooses a record's partition; the key does if not set. */
  public KafkaSink<T> partition(Mapper<? super T, Integer> partition) {
    return with(shape.withPartition(partition));
  }

  /** What makes a record's headers; records have none if not set. */
  public KafkaSink<T> headers(Mapper<? super T, ? extends Headers> headers) {
    return with(shape.withHeaders(headers));
  }

  /** Records carry the time at which they are sent instead of the result's event time. */
  public KafkaSink<T> withoutTimestamps() {
    return with(shape.withoutTimes());
  }

  /**
   * Writes at once and waits at each checkpoint until the brokers have everything. After a crash,
   * results since the last checkpoint come twice.
   */
  public KafkaSink<T> atLeastOnce() {
    return with(settings.promising(false, settings.repeatsIfUnknown()));
  }

  /**
   * If the marker of what was committed is gone, as after a week without the job or on another
   * cluster, writes what the checkpoint holds, though it may be there already. An error otherwise.
   */
  public KafkaSink<T> repeatIfUnknown() {
    return with(settings.promising(settings.transactional(), true));
  }

  /**
   * How many bytes of results each subtask may hold until they are committed; 64 MiB if not set.
   * More is an error, {@code BUFFER_FULL}. They are in the heap and in the checkpoint.
   */
  public KafkaSink<T> maxStagedBytes(long bytes) {
    if (bytes < 1 || bytes > 1 << 30) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "maxStagedBytes must lie in [1, " + (1 << 30) + "], was " + bytes + ".");
    }
    return with(settings.limits(bytes, settings.recordBytes()));
  }

  /**
   * How many bytes a record may have; 1,000,000 if not set, and no more than the topic takes. A
   * larger one is an error when it is written, before a checkpoint holds it.
   */
  public KafkaSink<T> maxRecordBytes(int bytes) {
    if (bytes < 1 || bytes > 1 << 29) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "maxRecordBytes must lie in [1, " + (1 << 29) + "], was " + bytes + ".");
    }
    return with(settings.limits(settings.stagedBytes(), bytes));
  }

  /**
   * How long calls to the brokers may take: each of them {@code call}, 10 s if not set, and after
   * {@code commit}, 30 s, a commit that fails is not tried again. Then the job fails, and its
   * restart finds out what was committed. Meanwhile the sink's task stands still. The brokers end a
   * transaction of a job that is gone after the sum of the two.
   */
  public KafkaSink<T> timeouts(Duration call, Duration commit) {
    return with(settings.timeouts(millis("call", call), millis("commit", commit)));
  }

  /**
   * Sets one of the producer's own settings, such as {@code compression.type} or {@code
   * security.protocol}. Unknown names are refused, and so is what could load classes or call
   * addresses.
   */
  public KafkaSink<T> setting(String name, String value) {
    return with(
        settings.withClient(settings.client().with(ClientSettings.producers(), name, value)));
  }

  /**
   * Sets one of the producer's own settings that could load classes, read files or call addresses.
   * The value must come from the program, never from data.
   */
  public KafkaSink<T> trustedSetting(String name, String value) {
    return with(
        settings.withClient(
            settings.client().withTrusted(ClientSettings.producers(), name, value)));
  }

  @Override
  public Guarantee guarantee() {
    return settings.transactional() ? Guarantee.TRANSACTIONAL : Guarantee.AT_LEAST_ONCE;
  }

  /** Asks the brokers what the topic takes; fails if it is not there. */
  @Override
  public SinkWriter<T> open(SinkContext context) {
    Brokers brokers = new Brokers(topic, settings, clients);
    return settings.transactional()
        ? new TransactionalWriter<>(shape, brokers, context)
        : new DirectWriter<>(shape, brokers, context);
  }

  private static int millis(String option, Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000 || millis > 600_000) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the time-out '" + option + "' must lie in [1 s, 10 min], was " + duration + ".");
    }
    return Math.toIntExact(millis);
  }

  private KafkaSink<T> with(RecordShape<T> changed) {
    return new KafkaSink<>(topic, changed, settings, clients);
  }

  private KafkaSink<T> with(SinkSettings changed) {
    return new KafkaSink<>(topic, shape, changed, clients);
  }
}
