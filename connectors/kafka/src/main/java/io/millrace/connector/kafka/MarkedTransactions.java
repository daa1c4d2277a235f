package io.millrace.connector.kafka;

import io.millrace.api.codec.DataReader;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Writes what belongs to a checkpoint in one transaction, together with a marker that says so. One
 * for each subtask that ever was; its id is both the transactional id and the group that holds the
 * marker. Used by one thread; each call ends within the sink's time-outs.
 */
final class MarkedTransactions implements AutoCloseable {
  /*
   * After anything but a clear answer the producer is thrown away: whether its transaction was
   * committed is for the marker to say, once a new producer has ended that transaction one way or
   * the other. (Kafka's own protocol lets a late answer hit a later transaction, so the same
   * producer must not go on.)
   */

  /** Groups nobody commits to are forgotten, after seven days by default. */
  private static final long REFRESH_NANOS = Duration.ofHours(6).toNanos();

  private static final long BACK_OFF_NANOS = 100_000_000;

  private final String id;
  private final String sink;
  private final Brokers brokers;
  private final Environment environment;
  private final long ownerEpoch;
  private final TopicPartition place;

  private @Nullable Producer<byte[], byte[]> producer;
  private @Nullable ConsumerGroupMetadata group;

  /** The checkpoint committed last; null if there is no marker. */
  private @Nullable Long committed;

  private long markedAtNanos;

  /** True once the marker is ours. */
  private boolean marked;

  /**
   * Creates it; nothing is asked yet.
   *
   * @param id the transactional id and the marker's group
   * @param sink the sink's id, for messages
   * @param brokers where to
   * @param topic the topic the rows go to
   * @param environment clocks and threads
   * @param ownerEpoch who we are
   */
  MarkedTransactions(
      String id,
      String sink,
      Brokers brokers,
      String topic,
      Environment environment,
      long ownerEpoch) {
    this.id = id;
    this.sink = sink;
    this.brokers = brokers;
    this.environment = environment;
    this.ownerEpoch = ownerEpoch;
    this.place = new TopicPartition(topic, 0);
  }

  /** A step that may be done again with a new producer. */
  private interface Step {
    void run();
  }

  /** Ends whatever transaction an earlier owner left, fences him, and reads how far he had got. */
  void takeOver() {
    attempt(
        "take over the transactions of " + id,
        () -> {
          open();
          readMarker();
        });
  }

  /** Commits what an earlier run prepared, unless it did so itself. After {@link #takeOver}. */
  void settle(long checkpointId, Prepared prepared) {
    Long before = committed;
    if (before == null) {
      if (prepared.rows() > 0 && !brokers.settings().repeatsIfUnknown()) {
        throw markerGone(checkpointId);
      }
      committed = Long.MIN_VALUE;
    }
    commit(checkpointId, prepared);
  }

  /** Has the marker say that checkpoint, whatever it said: checkpoints to come have higher ids. */
  void mark(long checkpointId) {
    attempt(
        "mark checkpoint " + checkpointId,
        () -> {
          transaction(openAsOwner(), checkpointId, null);
          committed = checkpointId;
          marked = true;
        });
  }

  /** Commits what was prepared for that checkpoint. Does nothing if that was done. */
  void commit(long checkpointId, Prepared prepared) {
    attempt(
        "commit checkpoint " + checkpointId,
        () -> {
          Producer<byte[], byte[]> open = openAsOwner();
          if (marked && committed == null) {
            throw markerGone(checkpointId);
          }
          long before = committed == null ? Long.MIN_VALUE : committed;
          if (before >= checkpointId) {
            return;
          }
          boolean stale = environment.time().monotonicNanos() - markedAtNanos > REFRESH_NANOS;
          if (prepared.rows() > 0 || stale) {
            transaction(open, checkpointId, prepared);
          }
          committed = checkpointId;
        });
  }

  /** Writes rows in a transaction without a marker, in a job that has no checkpoints. */
  void writeOnce(Prepared prepared) {
    attempt("take over the transactions of " + id, this::open);
    try {
      Producer<byte[], byte[]> open = opened();
      open.beginTransaction();
      send(open, prepared);
      open.commitTransaction();
    } catch (KafkaException e) {
      // Not tried again: without a marker nobody could say whether it was done.
      discard();
      throw failed("write its results", e);
    }
  }

  private void attempt(String what, Step step) {
    long start = environment.time().monotonicNanos();
    while (true) {
      try {
        step.run();
        return;
      } catch (KafkaException e) {
        discard();
        if (Failures.fenced(e)) {
          throw fenced(e);
        }
        long waited = environment.time().monotonicNanos() - start;
        if (Failures.hopeless(e)
            || waited > Duration.ofMillis(brokers.settings().commitMs()).toNanos()
            || Thread.currentThread().isInterrupted()) {
          throw failed(what, e);
        }
        environment.threads().park(BACK_OFF_NANOS);
      } catch (MillraceException e) {
        discard();
        throw e;
      }
    }
  }

  /** A producer that has the id; another one is made only if nobody has taken over meanwhile. */
  private Producer<byte[], byte[]> openAsOwner() {
    if (producer == null) {
      // Our own transaction may still be open; waiting for its end would be waiting for ourselves.
      requireOwner(brokers.marker(id, place, false));
      open();
      requireOwner(readMarker());
    }
    return opened();
  }

  private void open() {
    discard();
    Producer<byte[], byte[]> made = brokers.transactional(id);
    producer = made;
    made.initTransactions();
  }

  private Producer<byte[], byte[]> opened() {
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new MillraceException(ApiError.BUG, "sink '" + sink + "' has no producer");
    }
    return open;
  }

  /*
   * A coordinator that has just taken over could answer from before its last writes, until it
   * learns how far they are safe. An answer behind a write of our own, taken back at once, cannot.
   */
  private @Nullable Marker readMarker() {
    if (group == null) {
      group = brokers.group(id);
    }
    Producer<byte[], byte[]> open = opened();
    open.beginTransaction();
    sendMarker(open, new Marker(0, ownerEpoch));
    open.abortTransaction();
    Marker marker = brokers.marker(id, place, true);
    committed = marker == null ? null : Long.valueOf(marker.checkpointId());
    // How old it is is not known: the next commit writes it again.
    markedAtNanos = environment.time().monotonicNanos() - REFRESH_NANOS - 1;
    return marker;
  }

  /*
   * A process that was stopped for a while sees time-outs when it wakes. It must not take the id
   * back from the one that has taken the job over, whose marker is there from its first moment on.
   */
  private void requireOwner(@Nullable Marker marker) {
    if (marked && marker != null && marker.ownerEpoch() != ownerEpoch) {
      throw fenced(null);
    }
  }

  private void transaction(
      Producer<byte[], byte[]> open, long checkpointId, @Nullable Prepared prepared) {
    open.beginTransaction();
    if (prepared != null) {
      send(open, prepared);
    }
    sendMarker(open, new Marker(checkpointId, ownerEpoch));
    open.commitTransaction();
    markedAtNanos = environment.time().monotonicNanos();
  }

  private void sendMarker(Producer<byte[], byte[]> open, Marker marker) {
    open.sendOffsetsToTransaction(Map.of(place, marker.offset()), Objects.requireNonNull(group));
  }

  private static void send(Producer<byte[], byte[]> open, Prepared prepared) {
    AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    DataReader in = DataReader.of(prepared.bytes());
    for (int left = prepared.rows(); left > 0 && refused.get() == null; left--) {
      Future<RecordMetadata> unused =
          open.send(
              Row.read(in).record(prepared.topic()),
              (metadata, e) -> {
                if (e != null) {
                  refused.compareAndSet(null, e);
                }
              });
    }
    open.flush();
    Exception first = refused.get();
    if (first != null) {
      throw first instanceof KafkaException known ? known : new KafkaException(first);
    }
  }

  private MillraceException fenced(@Nullable KafkaException e) {
    return new MillraceException(
        ApiError.FENCED,
        "sink '"
            + sink
            + "' lost the transactional id '"
            + id
            + "': another run of this job has taken over, or the broker ended a transaction that"
            + " took too long. Stop the other run; a restart finds out what was committed.",
        e);
  }

  private MillraceException markerGone(long checkpointId) {
    return new MillraceException(
        ApiError.SINK_FAILED,
        "sink '"
            + sink
            + "' cannot know whether what belongs to checkpoint "
            + checkpointId
            + " was committed: its marker, the offset of group '"
            + id
            + "', is gone (brokers forget it after offsets.retention.minutes, or this is another"
            + " cluster). If results may come twice, use repeatIfUnknown().");
  }

  private MillraceException failed(String what, KafkaException e) {
    return new MillraceException(
        ApiError.SINK_FAILED,
        "sink '"
            + sink
            + "' could not "
            + what
            + " at "
            + brokers.topic().bootstrap()
            + ": "
            + Failures.name(e)
            + ". Nothing is lost: once the cause is gone, a restart commits what is missing.",
        e);
  }

  private void discard() {
    Producer<byte[], byte[]> old = producer;
    producer = null;
    if (old != null) {
      try {
        old.close(Duration.ZERO);
      } catch (KafkaException e) {
        System.getLogger(MarkedTransactions.class.getName())
            .log(System.Logger.Level.DEBUG, "a producer did not close in time", e);
      }
    }
  }

  @Override
  public void close() {
    discard();
  }
}
