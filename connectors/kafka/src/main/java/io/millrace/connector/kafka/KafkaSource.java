package io.millrace.connector.kafka;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.connector.kafka.Ranges.Range;
import io.millrace.connector.kafka.SourceSettings.From;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic. Each partition is a split; its id is {@code topic-partition}, the place of a
 * position is the broker's offset. Reads committed records only, from the earliest on, for ever,
 * unless told otherwise; looks for new partitions each minute. Events carry the records'
 * timestamps.
 *
 * <p>Where a job goes on is in its checkpoint, not in a consumer group. An offset the broker does
 * not have any more is an error, never a silent jump. While brokers are away it waits.
 *
 * <p>Each task that reads has one consumer and one thread that fetches ahead, up to 8192 records or
 * 8 MiB of each partition. The options give a new source; they do not change the one they are
 * called on. Thread-safe; used by one job at a time.
 *
 * @param <T> the type of the events
 * @see Kafka
 */
public final class KafkaSource<T> implements Source<T> {
  private final Topic topic;
  private final Class<T> type;
  private final RecordDecoder<T> decoder;
  private final SourceSettings settings;
  private final Clients clients;
  private final LongAdder badRecords = new LongAdder();
  private final LongAdder leftOut = new LongAdder();

  /** One for each task that reads; a task is told apart by its context. Guarded by itself. */
  private final IdentityHashMap<SourceContext, Fetcher> fetchers = new IdentityHashMap<>();

  /** Where the partitions found so far are read; guarded by {@link #fetchers}. */
  private final Map<TopicPartition, Range> ranges = new HashMap<>();

  KafkaSource(
      Topic topic,
      Class<T> type,
      RecordDecoder<T> decoder,
      SourceSettings settings,
      Clients clients) {
    this.topic = topic;
    this.type = type;
    this.decoder = decoder;
    this.settings = settings;
    this.clients = clients;
  }

  /** Without a checkpoint, starts at the oldest record of each partition. The default. */
  public KafkaSource<T> fromEarliest() {
    return with(settings.start(From.EARLIEST, 0));
  }

  /**
   * Without a checkpoint, starts with what is written after the job has started. Partitions that
   * come up while it runs are read from their beginning.
   */
  public KafkaSource<T> fromLatest() {
    return with(settings.start(From.LATEST, 0));
  }

  /** Without a checkpoint, starts in each partition at the first record of that time or later. */
  public KafkaSource<T> fromTime(Instant time) {
    return with(settings.start(From.TIME, time.toEpochMilli()));
  }

  /**
   * Without a checkpoint, starts where the consumer group of {@link #group} has got to, and at the
   * oldest record of partitions the group does not know.
   */
  public KafkaSource<T> fromGroup() {
    return with(settings.start(From.COMMITTED, 0));
  }

  /**
   * Names a consumer group, which is told after each checkpoint how far everything is safe, so that
   * tools can show the lag. The job itself does not need it.
   */
  public KafkaSource<T> group(String id) {
    return with(settings.withGroup(id));
  }

  /**
   * Ends where the topic ends when the job starts, for tests and for batches; a job that goes on
   * from a checkpoint ends where the topic ends then.
   */
  public KafkaSource<T> untilEnd() {
    return with(settings.reading(true, settings.committed(), settings.tombstones()));
  }

  /** Reads also what transactions have not committed, or have aborted. */
  public KafkaSource<T> readUncommitted() {
    return with(settings.reading(settings.bounded(), false, settings.tombstones()));
  }

  /** Has records without a value decoded, which are left out otherwise. */
  public KafkaSource<T> withTombstones() {
    return with(settings.reading(settings.bounded(), settings.committed(), true));
  }

  /** Ignores the records' timestamps: the pipeline gives events their times. */
  public KafkaSource<T> withoutTimestamps() {
    return with(settings.withoutTimes());
  }

  /** What becomes of a record that cannot be read; it fails the job if not set. */
  public KafkaSource<T> onBadRecord(BadRecords policy) {
    return with(settings.withOnBadRecord(policy));
  }

  /** How often to look for new partitions; each minute if not set, never for zero. */
  public KafkaSource<T> discoverEvery(Duration interval) {
    return with(
        settings.limits(
            notNegative("discoverEvery", interval),
            settings.bufferedRecords(),
            settings.bufferedBytes(),
            settings.timeoutMs()));
  }

  /**
   * About how much of each partition waits in memory, beside one fetch; 8192 records and 8 MiB if
   * not set.
   */
  public KafkaSource<T> buffer(int records, long bytes) {
    if (records < 1 || bytes < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a buffer needs 1 record and 1 byte or more, got " + records + " and " + bytes + ".");
    }
    return with(settings.limits(settings.discoverEveryMs(), records, bytes, settings.timeoutMs()));
  }

  /** How long a question to the brokers may take, such as at the start; 30 s if not set. */
  public KafkaSource<T> timeout(Duration timeout) {
    return with(
        settings.limits(
            settings.discoverEveryMs(),
            settings.bufferedRecords(),
            settings.bufferedBytes(),
            notNegative("timeout", timeout)));
  }

  /**
   * Sets one of the consumer's own settings, such as {@code fetch.max.bytes} or {@code
   * security.protocol}. Unknown names are refused, and so is what could load classes or call
   * addresses.
   */
  public KafkaSource<T> setting(String name, String value) {
    return with(
        settings.withClient(settings.client().with(ClientSettings.consumers(), name, value)));
  }

  /**
   * Sets one of the consumer's own settings that could load classes, read files or call addresses.
   * The value must come from the program, never from data.
   */
  public KafkaSource<T> trustedSetting(String name, String value) {
    return with(
        settings.withClient(
            settings.client().withTrusted(ClientSettings.consumers(), name, value)));
  }

  /** How many bad records were met so far; those read twice count twice. */
  public long badRecords() {
    return badRecords.sum();
  }

  /** How many records were left out so far: those without a value, or a decoder's choice. */
  public long leftOutRecords() {
    return leftOut.sum();
  }

  @Override
  public Type type() {
    return type;
  }

  /** The partitions there are. Asks the brokers and waits for them, at most for the time-out. */
  @Override
  public List<Split> splits(SourceContext context) {
    List<Split> splits = new ArrayList<>();
    synchronized (fetchers) {
      // While somebody reads, this is a look for new partitions. They are read from their
      // beginning: what is in them was written after the job had started.
      boolean running = !fetchers.isEmpty();
      if (!running) {
        ranges.clear();
      }
      for (TopicPartition partition : find(running)) {
        splits.add(new Split(partition.toString()));
      }
    }
    return List.copyOf(splits);
  }

  private List<TopicPartition> find(boolean running) {
    SourceSettings.Start start = running ? SourceSettings.Start.EARLIEST : settings.start();
    Duration timeout = Duration.ofMillis(settings.timeoutMs());
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> all = Ranges.partitions(consumer, topic, timeout);
      List<TopicPartition> news =
          all.stream().filter(partition -> !ranges.containsKey(partition)).toList();
      if (!news.isEmpty()) {
        ranges.putAll(Ranges.of(consumer, topic, news, start, settings.bounded(), timeout));
      }
      return all;
    }
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    TopicPartition partition = partition(position.split());
    synchronized (fetchers) {
      if (!ranges.containsKey(partition)) {
        List<TopicPartition> all = find(!fetchers.isEmpty());
        if (!all.contains(partition)) {
          throw new MillraceException(
              ApiError.SOURCE_FAILED,
              "topic '"
                  + topic.name()
                  + "' has "
                  + all.size()
                  + " partitions, but "
                  + partition
                  + " was read before. Put the topic back, or start without this checkpoint.");
        }
      }
      Range range = ranges.getOrDefault(partition, new Range(0, Long.MAX_VALUE));
      long from = Places.open(position) ? range.from() : Places.brokerOffset(position);
      PartitionBuffer buffer =
          new PartitionBuffer(
              partition, from, range.end(), settings.bufferedRecords(), settings.bufferedBytes());
      return new PartitionReader<>(
          position, buffer, fetcher(context, buffer), decoder, settings, badRecords, leftOut);
    }
  }

  private Fetcher fetcher(SourceContext context, PartitionBuffer buffer) {
    Fetcher running = fetchers.get(context);
    if (running != null && running.add(buffer)) {
      return running;
    }
    Fetcher started =
        new Fetcher(
            consumer(), context, "millrace-kafka-" + topic.name(), gone -> forget(context, gone));
    started.add(buffer);
    fetchers.put(context, started);
    return started;
  }

  private void forget(SourceContext context, Fetcher gone) {
    synchronized (fetchers) {
      fetchers.remove(context, gone);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> own = new HashMap<>();
    own.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, topic.bootstrap());
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put(
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        settings.committed() ? "read_committed" : "read_uncommitted");
    String group = settings.group();
    if (group != null) {
      own.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    } else if (settings.start().from() == From.COMMITTED) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "fromGroup() needs a group. Name it with group(...).");
    }
    Map<String, Object> all = settings.client().with(own);
    all.putIfAbsent(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(2000, settings.bufferedRecords()));
    try {
      return clients.consumer(all);
    } catch (KafkaException e) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED,
          "a consumer for topic '"
              + topic.name()
              + "' cannot be made. Check the addresses of the brokers and the settings.",
          e);
    }
  }

  /** An id comes out of a checkpoint: it names a partition of this topic or nothing. */
  private TopicPartition partition(Split split) {
    String head = topic.name() + "-";
    String id = split.id();
    if (id.startsWith(head) && id.substring(head.length()).matches("\\d{1,9}")) {
      return topic.partition(Integer.parseInt(id.substring(head.length())));
    }
    throw new MillraceException(
        ApiError.SOURCE_FAILED,
        "the split '" + id + "' is no partition of topic '" + topic.name() + "'.");
  }

  @Override
  public boolean bounded() {
    return settings.bounded();
  }

  @Override
  public boolean replayable() {
    return true;
  }

  @Override
  public long discoverEveryMs() {
    return settings.bounded() ? 0 : settings.discoverEveryMs();
  }

  @Override
  public boolean givesTime() {
    return settings.times();
  }

  private static long notNegative(String option, Duration duration) {
    if (duration.isNegative()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, option + " must not be negative, was " + duration + ".");
    }
    return duration.toMillis();
  }

  private KafkaSource<T> with(SourceSettings changed) {
    return new KafkaSource<>(topic, type, decoder, changed, clients);
  }
}
