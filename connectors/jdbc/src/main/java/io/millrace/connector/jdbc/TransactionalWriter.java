package io.millrace.connector.jdbc;

import io.millrace.api.codec.Codec;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the rows of a subtask until their checkpoint is durable; the checkpoint holds them
 * meanwhile. Then writes them and notes the checkpoint in one transaction of the database, so that
 * whoever repeats it finds the note. In a job without checkpoints it writes batches as they come.
 */
final class TransactionalWriter<T> implements SinkWriter<T>, TwoPhase<Prepared> {
  private final SinkContext context;
  private final Session session;
  private final Settings settings;
  private final BatchWriter<T> direct;
  private boolean durable;
  private boolean broken;
  private final CommitTable commits;

  TransactionalWriter(
      Session session,
      SinkContext context,
      Settings settings,
      String sql,
      RowBinder<T> binder,
      long claimedAt) {
    this.session = session;
    this.context = context;
    this.settings = settings;
    this.direct = new BatchWriter<>(session, context, settings, sql, binder);
    this.commits = new CommitTable(context, settings, claimedAt, session.who());
  }

  @Override
  public void write(T value, long timeMs) {
    if (!durable) {
      direct.write(value, timeMs);
      return;
    }
    refuseIfBroken();
    // A row that was begun cannot be taken back, and must not get into a checkpoint.
    broken = true;
    direct.buffer().add(value);
    broken = false;
    if (direct.buffer().bytes() > settings.stagedBytes()) {
      broken = true;
      throw new MillraceException(
          ApiError.SINK_FAILED,
          session.who()
              + " holds "
              + direct.buffer().count()
              + " rows of "
              + direct.buffer().bytes()
              + " bytes that wait for a checkpoint, more than the "
              + settings.stagedBytes()
              + " allowed. Take checkpoints more often, or raise Database.stage.");
    }
  }

  @Override
  public void flush() {
    if (!durable) {
      direct.flush();
    }
  }

  @Override
  public void finish() {
    if (durable && direct.buffer().count() > 0) {
      throw new MillraceException(
          ApiError.BUG,
          session.who()
              + " was finished with "
              + direct.buffer().count()
              + " rows that no checkpoint holds");
    }
    direct.finish();
  }

  @Override
  public Codec<Prepared> preparedCodec() {
    return Prepared.CODEC;
  }

  @Override
  public void restore(List<Pending<Prepared>> pending) {
    durable = true;
    commits.ensure(session);
    long restored = pending.stream().mapToLong(Pending::checkpointId).max().orElse(-1);
    // Fenced first: what an earlier owner might still commit is then either noted or refused.
    session.transact(
        "take the sink over",
        connection -> {
          commits.claim(connection, restored);
          return true;
        });
    pending.stream()
        .sorted(Comparator.comparingLong(Pending::checkpointId))
        .forEach(entry -> commit(entry.checkpointId(), entry.prepared()));
  }

  @Override
  public Prepared prepare(long checkpointId) {
    refuseIfBroken();
    return new Prepared(
        context.job(),
        context.sinkId(),
        context.subtask(),
        context.ownerEpoch(),
        direct.buffer().take());
  }

  @Override
  public void commit(long checkpointId, Prepared prepared) {
    if (prepared.rows().count() == 0) {
      return; // nothing that anybody could see
    }
    direct
        .table()
        .write(
            prepared.rows(),
            "checkpoint " + checkpointId,
            new TableWriter.Around() {
              @Override
              public boolean before(Connection connection) throws SQLException {
                return commits.begin(connection, checkpointId, prepared);
              }

              @Override
              public void after(Connection connection) throws SQLException {
                commits.done(connection, checkpointId, prepared);
              }
            });
  }

  @Override
  public void close() {
    session.close();
  }

  private void refuseIfBroken() {
    if (broken) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          session.who()
              + " failed before and what it took since is lost. Start the job from its last"
              + " checkpoint.");
    }
  }
}
