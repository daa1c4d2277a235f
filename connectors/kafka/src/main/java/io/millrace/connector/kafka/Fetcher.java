package io.millrace.connector.kafka;

import io.millrace.api.connector.SourceContext;
import io.millrace.api.environment.Threads;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Owns a consumer and the thread that fetches with it, for the partitions one task reads. Fetches
 * ahead into their buffers and stops at a partition whose buffer is full. Everything else asks it
 * through a queue, as a consumer belongs to one thread.
 */
final class Fetcher {
  private static final System.Logger LOG = System.getLogger(Fetcher.class.getName());
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final long PARK_NANOS = 200_000_000;
  private static final long JOIN_MS = 5_000;

  private final Consumer<byte[], byte[]> consumer;
  private final SourceContext context;
  private final Threads threads;
  private final Thread thread;
  private final Action<Fetcher> onEmpty;
  private final ConcurrentLinkedQueue<Runnable> requests = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  /** How many readers there are; guarded by this. */
  private int readers;

  /** Everything below belongs to the thread. */
  private final Map<TopicPartition, PartitionBuffer> assigned = new HashMap<>();

  private final Map<TopicPartition, Long> told = new HashMap<>();
  private boolean complained;

  /**
   * Starts the thread.
   *
   * @param consumer belongs to the fetcher from now on
   * @param context is signalled when something was fetched
   * @param name of the thread
   * @param onEmpty called when the last reader has gone, before the thread ends
   */
  Fetcher(
      Consumer<byte[], byte[]> consumer,
      SourceContext context,
      String name,
      Action<Fetcher> onEmpty) {
    this.consumer = consumer;
    this.context = context;
    this.threads = context.environment().threads();
    this.onEmpty = onEmpty;
    this.thread = threads.start(name, this::run);
  }

  /** Fetches for one more buffer; false if the fetcher is about to end, and another is needed. */
  synchronized boolean add(PartitionBuffer buffer) {
    if (stopping) {
      return false;
    }
    readers++;
    ask(
        () -> {
          assigned.put(buffer.partition(), buffer);
          consumer.assign(List.copyOf(assigned.keySet()));
          consumer.seek(buffer.partition(), buffer.from());
        });
    return true;
  }

  /** Forgets a buffer; ends the thread with the last one. Waits for it for a few seconds. */
  void remove(PartitionBuffer buffer) {
    boolean last;
    synchronized (this) {
      readers--;
      last = readers == 0;
      stopping |= last;
    }
    if (!last) {
      ask(
          () -> {
            tellGroup();
            assigned.remove(buffer.partition());
            consumer.assign(List.copyOf(assigned.keySet()));
          });
      return;
    }
    onEmpty.accept(this);
    wake();
    try {
      thread.join(JOIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws what ended the thread, if anything did. */
  void failIfFailed() {
    Throwable seen = failure;
    if (seen instanceof MillraceException known) {
      throw known;
    }
    if (seen != null) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED,
          "Kafka's consumer threw " + seen.getClass().getName() + ". The cause below says why.",
          seen);
    }
  }

  /** Has the thread look at requests and at buffers that have room again. */
  void wake() {
    consumer.wakeup();
    threads.wake(thread);
  }

  private void ask(Runnable request) {
    requests.add(request);
    wake();
  }

  private void run() {
    try {
      while (!stopping) {
        stepUnlessWoken();
      }
      tellGroupAtEnd();
    } catch (OffsetOutOfRangeException e) {
      failed(outOfRange(e));
    } catch (Throwable e) {
      failed(e);
    } finally {
      close();
    }
  }

  private void stepUnlessWoken() {
    try {
      step();
    } catch (WakeupException e) {
      LOG.log(System.Logger.Level.TRACE, "woken: the next step looks what for");
    }
  }

  private void failed(Throwable e) {
    failure = e;
    context.signal();
  }

  private void close() {
    try {
      consumer.close(CloseOptions.timeout(CLOSE));
    } catch (KafkaException e) {
      LOG.log(System.Logger.Level.DEBUG, "a consumer did not close in time", e);
    }
  }

  private void step() {
    for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
      request.run();
    }
    resume();
    tellGroup();
    if (assigned.isEmpty()) {
      threads.park(PARK_NANOS);
      return;
    }
    ConsumerRecords<byte[], byte[]> fetched = consumer.poll(POLL);
    List<TopicPartition> full = new ArrayList<>();
    for (TopicPartition partition : fetched.partitions()) {
      PartitionBuffer buffer = assigned.get(partition);
      if (buffer != null && buffer.add(fetched.records(partition))) {
        full.add(partition);
      }
    }
    if (!full.isEmpty()) {
      consumer.pause(full);
    }
    if (lookForEnds() || !fetched.isEmpty()) {
      context.signal();
    }
  }

  private void resume() {
    List<TopicPartition> hungry = new ArrayList<>();
    for (PartitionBuffer buffer : assigned.values()) {
      if (buffer.wantsMore()) {
        buffer.resumed();
        hungry.add(buffer.partition());
      }
    }
    if (!hungry.isEmpty()) {
      consumer.resume(hungry);
    }
  }

  /** By the consumer's position, not by a record: the last ones may be aborted or marks. */
  private boolean lookForEnds() {
    boolean found = false;
    for (PartitionBuffer buffer : assigned.values()) {
      if (buffer.bounded() && !buffer.ended()) {
        boolean reached = position(buffer.partition()) >= buffer.end();
        buffer.end(reached);
        if (reached) {
          consumer.pause(List.of(buffer.partition()));
          found = true;
        }
      }
    }
    return found;
  }

  private long position(TopicPartition partition) {
    try {
      return consumer.position(partition, POLL);
    } catch (TimeoutException e) {
      return -1;
    }
  }

  /** For those who watch the group's lag; what a job goes on from is in its checkpoint. */
  private void tellGroup() {
    Map<TopicPartition, OffsetAndMetadata> news = news();
    if (!news.isEmpty()) {
      consumer.commitAsync(
          news,
          (offsets, e) -> {
            if (e instanceof RetriableException) {
              told.keySet().removeAll(offsets.keySet());
            } else {
              complain(e);
            }
          });
    }
  }

  /** The last news, for which there is no second try. */
  private void tellGroupAtEnd() {
    Map<TopicPartition, OffsetAndMetadata> news = news();
    boolean said = news.isEmpty();
    while (!said) {
      said = true;
      try {
        consumer.commitSync(news, CLOSE);
      } catch (WakeupException e) {
        // That was for the end that is already here.
        said = false;
      } catch (KafkaException e) {
        complain(e);
      }
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> news() {
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    for (PartitionBuffer buffer : assigned.values()) {
      long safe = buffer.acknowledged();
      if (safe > told.getOrDefault(buffer.partition(), -1L)) {
        told.put(buffer.partition(), safe);
        news.put(buffer.partition(), new OffsetAndMetadata(safe));
      }
    }
    return news;
  }

  private void complain(@Nullable Exception e) {
    if (e != null && !complained) {
      complained = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "offsets cannot be committed to the consumer group; the job itself does not need them",
          e);
    }
  }

  private static MillraceException outOfRange(OffsetOutOfRangeException e) {
    StringBuilder where = new StringBuilder();
    e.offsetOutOfRangePartitions()
        .forEach((partition, offset) -> where.append(partition).append(" ").append(offset));
    return new MillraceException(
        ApiError.SOURCE_FAILED,
        "the broker has no offset "
            + where
            + ": records were deleted before they were read, or the topic is another one. Keep"
            + " records longer, or start without this checkpoint.",
        e);
  }
}
