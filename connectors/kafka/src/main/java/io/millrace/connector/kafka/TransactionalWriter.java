package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.connector.kafka.Prepared.Segment;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rows in memory until a checkpoint has them, and writes them once it is durable.
 *
 * <p>A checkpoint is given all rows that are not known to be committed, not only those since the
 * last barrier: so it does not matter whether the one before it was completed.
 */
final class TransactionalWriter<T> implements SinkWriter<T>, TwoPhase<Prepared> {
  private final RecordShape<T> shape;
  private final Brokers brokers;
  private final SinkContext context;
  private final TopicLimits limits;
  private final DataWriter staged = DataWriter.create();
  private final ArrayDeque<Segment> waiting = new ArrayDeque<>();
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
    if (stagedRows > 0) {
      Segment segment = new Segment(checkpointId, stagedRows, staged.toByteArray());
      waiting.add(segment);
      waitingBytes += segment.bytes().length;
      staged.reset();
      stagedRows = 0;
    }
    return new Prepared(brokers.topic().name(), List.copyOf(waiting));
  }

  @Override
  public void commit(long checkpointId, Prepared prepared) {
    MarkedTransactions transactions = mine;
    if (transactions == null) {
      throw new MillraceException(
          ApiError.BUG, "sink '" + context.sinkId() + "' was to commit before it was restored");
    }
    transactions.commit(checkpointId, prepared);
    while (!waiting.isEmpty() && waiting.element().checkpointId() <= checkpointId) {
      waitingBytes -= waiting.remove().bytes().length;
    }
  }

  /** Nothing: the rows still wait, and the next checkpoint is given them, too. */
  @Override
  public void abort(long checkpointId, Prepared prepared) {}

  @Override
  public void restore(List<Pending<Prepared>> pending) {
    checkpointed = true;
    long restored = 0;
    for (Pending<Prepared> entry : pending) {
      restored = Math.max(restored, entry.checkpointId());
      if (!mine(entry)) {
        settleFor(entry);
      }
    }
    MarkedTransactions own = transactions(context.subtask(), brokers.topic().name());
    mine = own;
    own.takeOver();
    for (Pending<Prepared> entry : pending) {
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
      if (stagedRows > 0 || !waiting.isEmpty()) {
        throw new MillraceException(
            ApiError.BUG,
            "sink '"
                + context.sinkId()
                + "' was finished with rows that no checkpoint has committed");
      }
      return;
    }
    Prepared all = prepare(0);
    try (MarkedTransactions once = transactions(context.subtask(), all.topic())) {
      if (!all.segments().isEmpty()) {
        once.writeOnce(all);
      }
    }
    waiting.clear();
    waitingBytes = 0;
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
