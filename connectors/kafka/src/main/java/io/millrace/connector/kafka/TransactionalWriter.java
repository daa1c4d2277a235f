package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps rows in memory until a checkpoint has them, and writes them once it is durable. */
final class TransactionalWriter<T> implements SinkWriter<T>, TwoPhase<Prepared> {
  private final RecordShape<T> shape;
  private final Brokers brokers;
  private final SinkContext context;
  private final TopicLimits limits;
  private final DataWriter staged = DataWriter.create();

  /** How many bytes each checkpoint holds that was not committed yet. */
  private final TreeMap<Long, Integer> waiting = new TreeMap<>();

  private int stagedRows;
  private long waitingBytes;
  private @Nullable MarkedTransactions mine;
  private boolean checkpointed;

  TransactionalWriter(RecordShape<T> shape, Brokers brokers, SinkContext context) {
    this.shape = shape;
    this.brokers = brokers;
    this.context = context;
    this.limits = brokers.limits();
  }

  @Override
  public void write(T value, long timeMs) {
    Row row = shape.row(value, timeMs);
    limits.check(row, context.sinkId(), context.environment().time().wallMillis());
    row.write(staged);
    stagedRows++;
    if (waitingBytes + staged.size() > brokers.settings().stagedBytes()) {
      throw new MillraceException(
          ApiError.BUFFER_FULL,
          "sink '"
              + context.sinkId()
              + "' holds more than "
              + brokers.settings().stagedBytes()
              + " bytes that wait for a checkpoint. Take checkpoints more often, raise"
              + " maxStagedBytes(...), or use atLeastOnce().");
    }
  }

  @Override
  public Codec<Prepared> preparedCodec() {
    return Prepared.CODEC;
  }

  @Override
  public Prepared prepare(long checkpointId) {
    Prepared prepared = new Prepared(brokers.topic().name(), stagedRows, staged.toByteArray());
    waiting.put(checkpointId, prepared.bytes().length);
    waitingBytes += prepared.bytes().length;
    staged.reset();
    stagedRows = 0;
    return prepared;
  }

  @Override
  public void commit(long checkpointId, Prepared prepared) {
    MarkedTransactions transactions = mine;
    if (transactions == null) {
      throw new MillraceException(
          ApiError.BUG, "sink '" + context.sinkId() + "' was to commit before it was restored");
    }
    transactions.commit(checkpointId, prepared);
    Integer bytes = waiting.remove(checkpointId);
    waitingBytes -= bytes == null ? 0 : bytes;
  }

  @Override
  public void restore(List<Pending<Prepared>> pending) {
    checkpointed = true;
    List<Pending<Prepared>> inOrder =
        pending.stream().sorted(Comparator.comparingLong(Pending::checkpointId)).toList();
    long restored = 0;
    for (Pending<Prepared> entry : inOrder) {
      restored = entry.checkpointId();
      if (!mine(entry)) {
        settleFor(entry);
      }
    }
    MarkedTransactions own = transactions(context.subtask(), brokers.topic().name());
    mine = own;
    own.takeOver();
    for (Pending<Prepared> entry : inOrder) {
      if (mine(entry)) {
        own.settle(entry.checkpointId(), entry.prepared());
      }
    }
    // Checkpoints to come have higher ids than the one restored; the marker may say more, if the
    // job went back to an older checkpoint or is a new one under an old name.
    own.mark(restored);
  }

  private boolean mine(Pending<Prepared> entry) {
    return entry.subtask() == context.subtask()
        && entry.prepared().topic().equals(brokers.topic().name());
  }

  /**
   * Commits for a subtask that is no more, or to a topic the sink wrote to before, under the id and
   * with the marker it had then.
   */
  private void settleFor(Pending<Prepared> entry) {
    if (entry.subtask() != context.subtask() && entry.subtask() < context.parallelism()) {
      throw new MillraceException(
          ApiError.BUG,
          "subtask "
              + context.subtask()
              + " of sink '"
              + context.sinkId()
              + "' was given what subtask "
              + entry.subtask()
              + " prepared, which is there to commit it itself");
    }
    try (MarkedTransactions former = transactions(entry.subtask(), entry.prepared().topic())) {
      former.takeOver();
      former.settle(entry.checkpointId(), entry.prepared());
      former.mark(entry.checkpointId());
    }
  }

  private MarkedTransactions transactions(int subtask, String topic) {
    return new MarkedTransactions(
        "millrace-" + context.job() + "-" + context.sinkId() + "-" + subtask,
        context.sinkId(),
        brokers,
        topic,
        context.environment(),
        context.ownerEpoch());
  }

  @Override
  public void finish() {
    if (checkpointed) {
      if (stagedRows > 0 || waitingBytes > 0) {
        throw new MillraceException(
            ApiError.BUG,
            "sink '"
                + context.sinkId()
                + "' was finished with rows that no checkpoint has committed");
      }
      return;
    }
    if (stagedRows > 0) {
      Prepared all = prepare(0);
      try (MarkedTransactions once = transactions(context.subtask(), all.topic())) {
        once.writeOnce(all);
      }
    }
  }

  @Override
  public void close() {
    MarkedTransactions open = mine;
    mine = null;
    if (open != null) {
      open.close();
    }
  }
}
