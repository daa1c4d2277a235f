package io.millrace.torture.simulation;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A moment in the life of a checkpoint, or of a job, at which something can happen. */
public enum Step {
  /** The job works, and no checkpoint is under way. */
  RUNNING(Where.BETWEEN),
  /** The function of a user is within an event. */
  USER_FUNCTION(Where.CODE),

  /** The coordinator makes sure that it still owns the directory, before it begins. */
  BEGIN_CHECKED(Where.READING),
  /** It creates the directory of the attempt. */
  ATTEMPT_CREATED(Where.WRITING),
  /** The checkpoint was asked for, and no task has seen it. */
  REQUESTED(Where.BETWEEN),
  /** A source has seen the barrier and tells its position. */
  SOURCE_SNAPSHOT(Where.CODE),
  /** An operator has seen the barrier on all its channels and saves itself. */
  OPERATOR_SNAPSHOT(Where.CODE),
  /** A sink has seen the barrier and prepares. */
  SINK_PREPARE(Where.CODE),
  /** A file sink writes a part, within a checkpoint or before. */
  PART_WRITTEN(Where.WRITING),
  /** It forces the part. */
  PART_FORCED(Where.WRITING),
  /** It forces the directory of the part. */
  PART_ENTRY_FORCED(Where.WRITING),
  /** Some tasks have taken their snapshots and others not. */
  BARRIERS_UNDER_WAY(Where.BETWEEN),

  /** A file of state is created. */
  DATA_CREATED(Where.WRITING),
  /** A page of state is written. */
  DATA_WRITTEN(Where.WRITING),
  /** The file is forced. */
  DATA_FORCED(Where.WRITING),
  /** A file that an earlier checkpoint has is linked. */
  DATA_LINKED(Where.WRITING),
  /** The directory is forced. */
  DIRECTORY_FORCED(Where.WRITING),
  /** The manifest is created. */
  MANIFEST_CREATED(Where.WRITING),
  /** It is written. */
  MANIFEST_WRITTEN(Where.WRITING),
  /** It is forced. */
  MANIFEST_FORCED(Where.WRITING),
  /** The coordinator makes sure that it still owns the directory, before the checkpoint counts. */
  OWNER_CHECKED(Where.READING),
  /** The manifest is given its name. */
  MANIFEST_RENAMED(Where.WRITING),
  /** The directory is forced after that. */
  RENAME_FORCED(Where.WRITING),
  /** The directory above is forced. */
  PARENT_FORCED(Where.WRITING),
  /** What was written for an attempt that failed is deleted. */
  ATTEMPT_DELETED(Where.DELETING),

  /** The checkpoint is complete, and no sink has been told. */
  COMPLETED(Where.BETWEEN),
  /** A sink is told and has not committed. */
  SINK_COMMIT(Where.CODE),
  /** A sink has committed, and nobody knows. */
  SINK_COMMITTED(Where.CODE),
  /** A file sink gives a part its name. */
  PART_RENAMED(Where.WRITING),
  /** It forces the directory after that. */
  PART_RENAME_FORCED(Where.WRITING),

  /** The coordinator makes sure that it still owns the directory, before it deletes. */
  CLEANUP_CHECKED(Where.READING),
  /** The manifest of an old checkpoint is deleted. */
  CLEANUP_MANIFEST_DELETED(Where.DELETING),
  /** Its directory, or the one above, is forced. */
  CLEANUP_FORCED(Where.WRITING),
  /** Its files are deleted. */
  CLEANUP_FILES_DELETED(Where.DELETING),

  /** A process that goes on reads who owned the directory. */
  OWNER_READ(Where.OPENING_READ),
  /** It takes a lock. */
  OWNER_LOCKED(Where.OPENING_WRITE),
  /** It writes that it owns the directory. */
  OWNER_WRITTEN(Where.OPENING_WRITE),
  /** It lists the directory. */
  DIRECTORY_LISTED(Where.OPENING_READ),
  /** It forces the directory of the checkpoint that it goes on from. */
  CHECKPOINT_FORCED(Where.OPENING_WRITE),
  /** It reads the manifest. */
  MANIFEST_READ(Where.OPENING_READ),
  /** It verifies, or reads, the files of state. */
  DATA_READ(Where.OPENING_READ),
  /** It deletes what an attempt has left. */
  LEFTOVER_DELETED(Where.OPENING_DELETE),
  /** A source is opened where it was. */
  SOURCE_OPENED(Where.OPENING_CODE),
  /** An operator is given what it had saved. */
  OPERATOR_RESTORED(Where.OPENING_CODE),
  /** A sink is told what it had prepared. */
  SINK_RESTORED(Where.OPENING_CODE),
  /** All is as it was, and nothing has been done since. */
  FIRST_STEP(Where.BETWEEN);

  /** What the step is within, from which follows what can happen. */
  enum Where {
    BETWEEN,
    CODE,
    READING,
    WRITING,
    DELETING,
    OPENING_READ,
    OPENING_WRITE,
    OPENING_DELETE,
    OPENING_CODE
  }

  private static final Set<Step> COLLECTING =
      EnumSet.of(
          REQUESTED,
          SOURCE_SNAPSHOT,
          OPERATOR_SNAPSHOT,
          SINK_PREPARE,
          PART_FORCED,
          PART_ENTRY_FORCED,
          BARRIERS_UNDER_WAY);

  private final Where where;

  Step(Where where) {
    this.where = where;
  }

  /** True for the steps of a process that goes on, which are met only after another has ended. */
  boolean opening() {
    return where.name().startsWith("OPENING") || this == FIRST_STEP;
  }

  /** True if nobody is within a step of its own. */
  boolean between() {
    return where == Where.BETWEEN;
  }

  /** Why that cannot happen here; null if it can. */
  @Nullable String why(FaultKind fault) {
    return switch (fault) {
      case CRASH, TAKEOVER -> null;
      case IO_ERROR -> inFiles() ? null : "no file is touched";
      case DISK_FULL ->
          where == Where.WRITING || where == Where.OPENING_WRITE ? null : "nothing is written";
      case SLOW ->
          where.name().startsWith("OPENING") ? "nobody else goes on while a job opens" : null;
      case THROWS ->
          where == Where.CODE || where == Where.OPENING_CODE
              ? null
              : "only the engine and its connectors are at work";
      case TIME_OUT ->
          COLLECTING.contains(this) ? null : "the time-out is over the snapshots of the tasks";
    };
  }

  private boolean inFiles() {
    return switch (where) {
      case BETWEEN, CODE, OPENING_CODE -> false;
      case READING, WRITING, DELETING, OPENING_READ, OPENING_WRITE, OPENING_DELETE -> true;
    };
  }
}
