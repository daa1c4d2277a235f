package io.millrace.connector.jdbc;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The table that notes which checkpoints were committed and who may commit, as one writer uses it.
 * All methods but {@link #ensure} belong into the transaction of the caller.
 */
final class CommitTable {
  /*
   * A row for each subtask of each owner (prepared_by = its epoch), made when it starts, with the
   * highest checkpoint of which its rows were committed. And one row for the sink (subtask -1),
   * which is locked by whoever takes over, so that two cannot do that at the same time.
   *
   * owner_epoch says who may commit what a row stands for. To take over is to raise it in all rows
   * of the sink: from then on an earlier owner's commit, which locks the row first, finds that it
   * has been replaced. claimed_at tells apart two owners that have the same epoch, as they can have
   * if their checkpoints are in different directories.
   *
   * prepared_by is part of the key because numbers of checkpoints come again when a job goes back
   * to an earlier checkpoint or to another directory. A number alone would then take what was never
   * written for written.
   */

  private static final System.Logger LOG = System.getLogger("io.millrace.connector.jdbc");

  /** The subtask of the row that stands for the sink. */
  private static final int SINK_ROW = -1;

  /** The checkpoint before the first. */
  private static final long NONE = -1;

  private static final int NAME_MAX = 200;

  private final SinkContext context;
  private final Settings settings;
  private final long claimedAt;
  private final String who;

  CommitTable(SinkContext context, Settings settings, long claimedAt, String who) {
    this.context = context;
    this.settings = settings;
    this.claimedAt = claimedAt;
    this.who = who;
    if (context.job().length() > NAME_MAX || context.sinkId().length() > NAME_MAX) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          who
              + ": the names of job and sink may have up to "
              + NAME_MAX
              + " characters, which is what the table of commits has room for.");
    }
  }

  /** Creates the table if it is missing and may be created. */
  void ensure(Session session) {
    if (!settings.createsTable() || session.transact("look at " + settings.table(), this::exists)) {
      return;
    }
    session.transact(
        "create the table " + settings.table() + ", which notes commits",
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(settings.callSeconds());
            statement.execute(definition());
            return true;
          } catch (SQLException e) {
            connection.rollback();
            if (exists(connection)) {
              return true; // another subtask was faster
            }
            throw e;
          }
        });
  }

  private String definition() {
    return "CREATE TABLE "
        + settings.table()
        + " (job VARCHAR(200) NOT NULL, sink VARCHAR(200) NOT NULL, subtask INTEGER NOT NULL,"
        + " prepared_by BIGINT NOT NULL, checkpoint_id BIGINT NOT NULL, owner_epoch BIGINT NOT"
        + " NULL, claimed_at BIGINT NOT NULL, PRIMARY KEY (job, sink, subtask, prepared_by))";
  }

  private boolean exists(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(settings.callSeconds());
      statement.executeQuery("SELECT 1 FROM " + settings.table() + " WHERE 1 = 0").close();
      return true;
    } catch (SQLException e) {
      connection.rollback();
      if (SqlErrors.isUnknownName(e)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Takes the sink over from earlier owners, who cannot commit any more.
   *
   * @param restored the checkpoint that the job goes on from, below 0 for none
   */
  void claim(Connection connection, long restored) throws SQLException {
    Mark sink = lock(connection, context.job(), context.sinkId(), SINK_ROW, 0);
    if (sink == null) {
      insert(connection, SINK_ROW, 0);
    } else {
      refuseIfReplaced(sink, "take over");
    }
    String raise =
        "UPDATE "
            + settings.table()
            + " SET owner_epoch = ?, claimed_at = ? WHERE job = ? AND sink = ? AND owner_epoch < ?";
    try (PreparedStatement statement = prepare(connection, raise)) {
      statement.setLong(1, context.ownerEpoch());
      statement.setLong(2, claimedAt);
      statement.setString(3, context.job());
      statement.setString(4, context.sinkId());
      statement.setLong(5, context.ownerEpoch());
      statement.executeUpdate();
    }
    long epoch = context.ownerEpoch();
    Mark own = lock(connection, context.job(), context.sinkId(), context.subtask(), epoch);
    if (own == null) {
      insert(connection, context.subtask(), epoch);
    } else if (own.checkpointId() > restored) {
      // The numbers to come would be taken for those that were committed.
      throw fenced("take over", "has committed later checkpoints under the same owner epoch");
    }
  }

  /**
   * Locks what is noted about the writer that prepared; true if the checkpoint is still to be
   * written.
   *
   * @throws MillraceException {@code FENCED} if another owner has taken over; {@code SINK_FAILED}
   *     if nothing is noted, so that it cannot be known
   */
  boolean begin(Connection connection, long checkpointId, Prepared prepared) throws SQLException {
    Mark mark =
        lock(connection, prepared.job(), prepared.sink(), prepared.subtask(), prepared.epoch());
    if (mark == null) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          who
              + " cannot know whether checkpoint "
              + checkpointId
              + " was committed: "
              + settings.table()
              + " has no row for job '"
              + prepared.job()
              + "', sink '"
              + prepared.sink()
              + "', subtask "
              + prepared.subtask()
              + ", prepared_by "
              + prepared.epoch()
              + ". If this is the right database and the row was deleted, insert it again, with"
              + " checkpoint_id "
              + checkpointId
              + " if the rows are there, or "
              + NONE
              + " if they are not, and owner_epoch and claimed_at 0.");
    }
    // What another job prepared, whose checkpoint this job went on from, has an owner of its own.
    if (prepared.job().equals(context.job()) && prepared.sink().equals(context.sinkId())) {
      refuseIfReplaced(mark, "commit checkpoint " + checkpointId);
    }
    if (mark.checkpointId() > checkpointId && prepared.epoch() != context.ownerEpoch()) {
      LOG.log(
          System.Logger.Level.WARNING,
          () ->
              who
                  + " goes on from checkpoint "
                  + checkpointId
                  + ", and the database holds results up to checkpoint "
                  + mark.checkpointId()
                  + ": what came between is written again");
    }
    return mark.checkpointId() < checkpointId;
  }

  /** Notes that the checkpoint was written. */
  void done(Connection connection, long checkpointId, Prepared prepared) throws SQLException {
    String update =
        "UPDATE "
            + settings.table()
            + " SET checkpoint_id = ? WHERE job = ? AND sink = ? AND subtask = ? AND prepared_by ="
            + " ?";
    try (PreparedStatement statement = prepare(connection, update)) {
      statement.setLong(1, checkpointId);
      statement.setString(2, prepared.job());
      statement.setString(3, prepared.sink());
      statement.setInt(4, prepared.subtask());
      statement.setLong(5, prepared.epoch());
      if (statement.executeUpdate() != 1) {
        throw new MillraceException(
            ApiError.BUG, who + ": the row it has locked in " + settings.table() + " is gone");
      }
    }
  }

  private record Mark(long checkpointId, long ownerEpoch, long claimedAt) {}

  private @Nullable Mark lock(
      Connection connection, String job, String sink, int subtask, long preparedBy)
      throws SQLException {
    String select =
        "SELECT checkpoint_id, owner_epoch, claimed_at FROM "
            + settings.table()
            + " WHERE job = ? AND sink = ? AND subtask = ? AND prepared_by = ? FOR UPDATE";
    try (PreparedStatement statement = prepare(connection, select)) {
      statement.setString(1, job);
      statement.setString(2, sink);
      statement.setInt(3, subtask);
      statement.setLong(4, preparedBy);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Mark(row.getLong(1), row.getLong(2), row.getLong(3)) : null;
      }
    }
  }

  private void insert(Connection connection, int subtask, long preparedBy) throws SQLException {
    String insert =
        "INSERT INTO "
            + settings.table()
            + " (job, sink, subtask, prepared_by, checkpoint_id, owner_epoch, claimed_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?)";
    try (PreparedStatement statement = prepare(connection, insert)) {
      statement.setString(1, context.job());
      statement.setString(2, context.sinkId());
      statement.setInt(3, subtask);
      statement.setLong(4, preparedBy);
      statement.setLong(5, NONE);
      statement.setLong(6, context.ownerEpoch());
      statement.setLong(7, claimedAt);
      statement.executeUpdate();
    } catch (SQLException e) {
      if (SqlErrors.isDuplicate(e)) {
        // Another writer was faster, and there was nothing yet to lock: look again.
        throw new SQLTransactionRollbackException("a row came up meanwhile", "40001", e);
      }
      throw e;
    }
  }

  private void refuseIfReplaced(Mark mark, String what) {
    if (mark.ownerEpoch() > context.ownerEpoch()) {
      throw fenced(what, "has taken it over under epoch " + mark.ownerEpoch());
    }
    if (mark.ownerEpoch() == context.ownerEpoch() && mark.claimedAt() != claimedAt) {
      throw fenced(what, "has the same owner epoch");
    }
  }

  private MillraceException fenced(String what, String other) {
    return new MillraceException(
        ApiError.FENCED,
        who
            + " may not "
            + what
            + ": it runs job '"
            + context.job()
            + "' under owner epoch "
            + context.ownerEpoch()
            + ", and another run of that job "
            + other
            + ". Let that one run. If there is none, the job was started with another or an emptied"
            + " checkpoint directory: give the job another name, or delete its rows from "
            + settings.table()
            + " if its results may be written again.");
  }

  private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      statement.setQueryTimeout(settings.callSeconds());
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
