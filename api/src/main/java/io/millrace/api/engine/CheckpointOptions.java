package io.millrace.api.engine;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a job takes checkpoints, as data.
 *
 * @param directory where they are; one job at a time owns it
 * @param interval from the start of one to the start of the next; zero for on demand only
 * @param timeout after which one that is not complete is given up
 * @param retained how many complete ones are kept, at least 1
 * @param start what the job goes on from
 * @param dropsUnclaimed state in the checkpoint that the program does not know any more is dropped;
 *     otherwise it is an error
 * @param takesOver fences a former owner that still holds the directory, which is otherwise an
 *     error
 */
public record CheckpointOptions(
    Path directory,
    Duration interval,
    Duration timeout,
    int retained,
    Start start,
    boolean dropsUnclaimed,
    boolean takesOver) {
  /** What a job goes on from. */
  public sealed interface Start {
    /** From the newest complete checkpoint, or from nothing if there is none. */
    record Latest() implements Start {}

    /** From nothing; an error if the directory holds a checkpoint. */
    record Fresh() implements Start {}

    /**
     * From that checkpoint or savepoint, whatever is newer.
     *
     * @param path its directory
     */
    record From(Path path) implements Start {}
  }

  /** Refuses what makes no sense. */
  public CheckpointOptions {
    if (interval.isNegative() || timeout.isNegative() || timeout.isZero() || retained < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "checkpoints need an interval of 0 or more, a time-out above 0 and at least 1 retained,"
              + " were "
              + interval
              + ", "
              + timeout
              + " and "
              + retained
              + ".");
    }
  }

  /** Into that directory, that often, 3 retained, going on from the newest. */
  public static CheckpointOptions into(Path directory, Duration interval) {
    return new CheckpointOptions(
        directory, interval, Duration.ofMinutes(10), 3, new Start.Latest(), false, false);
  }

  /** The same with that time-out. */
  public CheckpointOptions timeout(Duration newTimeout) {
    return new CheckpointOptions(
        directory, interval, newTimeout, retained, start, dropsUnclaimed, takesOver);
  }

  /** The same with that many retained. */
  public CheckpointOptions retain(int count) {
    return new CheckpointOptions(
        directory, interval, timeout, count, start, dropsUnclaimed, takesOver);
  }

  /** The same, going on from that checkpoint or savepoint. */
  public CheckpointOptions from(Path path) {
    return new CheckpointOptions(
        directory, interval, timeout, retained, new Start.From(path), dropsUnclaimed, takesOver);
  }

  /** The same, starting from nothing. */
  public CheckpointOptions fresh() {
    return new CheckpointOptions(
        directory, interval, timeout, retained, new Start.Fresh(), dropsUnclaimed, takesOver);
  }

  /** The same, dropping state that the program does not know any more. */
  public CheckpointOptions dropUnclaimed() {
    return new CheckpointOptions(directory, interval, timeout, retained, start, true, takesOver);
  }

  /** The same, fencing a former owner that still holds the directory. */
  public CheckpointOptions takeOver() {
    return new CheckpointOptions(
        directory, interval, timeout, retained, start, dropsUnclaimed, true);
  }
}
