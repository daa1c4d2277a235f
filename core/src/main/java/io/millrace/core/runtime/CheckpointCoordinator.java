package io.millrace.core.runtime;

import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.core.checkpoint.CheckpointAttempt;
import io.millrace.core.checkpoint.CheckpointDirectory;
import io.millrace.core.task.CheckpointControl;
import io.millrace.core.task.TaskSnapshot;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for checkpoints, collects what the tasks hand over, writes it down and tells that it is
 * durable. Like a task it is stepped: by a thread of its own, or by whoever steps the job. One
 * checkpoint at a time.
 *
 * <p>A checkpoint that fails is given up; the job goes on, and the next one comes at its time. One
 * that was asked for by a caller fails for that caller. The last one, at the end of input, is tried
 * {@link #LAST_TRIES} times before the job fails.
 */
final class CheckpointCoordinator {
  private static final System.Logger LOG = System.getLogger("io.millrace.checkpoint");
  private static final int LAST_TRIES = 3;

  private enum Phase {
    WAITING,
    COLLECTING,
    WRITING
  }

  /** Who waits for a checkpoint. */
  private record Request(@Nullable String savepoint, boolean stop, PendingCheckpoint pending) {}

  private final CheckpointDirectory directory;
  private final CheckpointOptions options;
  private final Environment environment;
  private final CheckpointControl control;
  private final RunFacts facts;
  private final CheckpointTally tally;
  private final Runnable wakeTasks;
  private final Deque<Request> requests = new ArrayDeque<>();
  private final List<TaskSnapshot> collected = new ArrayList<>();
  private final List<StoreSnapshot> toWrite = new ArrayList<>();
  private Phase phase = Phase.WAITING;
  private long id;
  private long previous;
  private long nextAtNanos;
  private long startedNanos;
  private long startedMs;
  private int writing;
  private int lastFailures;
  private boolean last;
  private @Nullable Request serving;
  private @Nullable CheckpointAttempt attempt;
  private boolean closed;
  private @Nullable Throwable failure;
  private boolean collectedAtEnd;
  private volatile boolean stopped;

  CheckpointCoordinator(
      CheckpointDirectory directory,
      CheckpointOptions options,
      Environment environment,
      CheckpointControl control,
      RunFacts facts,
      CheckpointTally tally,
      Runnable wakeTasks) {
    this.directory = directory;
    this.options = options;
    this.environment = environment;
    this.control = control;
    this.facts = facts;
    this.tally = tally;
    this.wakeTasks = wakeTasks;
    this.id = Math.max(directory.highestId(), facts.restoredId());
    this.previous = facts.restoredId();
    this.nextAtNanos = environment.time().monotonicNanos() + intervalNanos();
  }

  /** What to call when there is something to do; from any thread. */
  void wakeWith(Runnable wake) {
    control.wakeWith(wake);
  }

  /** True once the savepoint after which nothing is read is complete. */
  boolean stopped() {
    return stopped;
  }

  /** Asks for one now; from any thread. */
  synchronized PendingCheckpoint request(@Nullable String savepoint, boolean stop) {
    PendingCheckpoint pending = new PendingCheckpoint();
    if (closed) {
      pending.fail(unserved());
    } else {
      requests.add(new Request(savepoint, stop, pending));
    }
    return pending;
  }

  /** What is said to whoever asks a job that is over. */
  static MillraceException over() {
    return new MillraceException(
        ApiError.JOB_NOT_RUNNING, "the job is over, so no checkpoint can be taken of it.");
  }

  private MillraceException unserved() {
    return failure == null
        ? over()
        : new MillraceException(
            ApiError.CHECKPOINT_FAILED,
            "pipeline '"
                + facts.job()
                + "' failed before the checkpoint was complete. The cause below says why; if the job"
                + " starts again, ask again.",
            failure);
  }

  /**
   * Does one bounded piece of work; true if anything was done.
   *
   * @throws MillraceException if the job must not go on: another owner has taken over, or the last
   *     checkpoint cannot be taken
   */
  boolean step() {
    boolean did = takeDelivered();
    return switch (phase) {
      case WAITING -> begin() || did;
      case COLLECTING -> collect() || did;
      case WRITING -> write();
    };
  }

  /** How long it may wait if nobody wakes it, nanoseconds. */
  long waitNanos() {
    long now = environment.time().monotonicNanos();
    return switch (phase) {
      case WAITING -> options.interval().isZero() ? Long.MAX_VALUE : Math.max(0, nextAtNanos - now);
      case COLLECTING -> Math.max(0, startedNanos + timeoutNanos() - now);
      case WRITING -> 0;
    };
  }

  private boolean takeDelivered() {
    boolean did = false;
    TaskSnapshot snapshot;
    while ((snapshot = control.poll()) != null) {
      did = true;
      if (phase == Phase.COLLECTING && snapshot.checkpointId() == id) {
        collected.add(snapshot);
      } else {
        snapshot.close(); // Of one that was given up.
      }
    }
    return did;
  }

  private boolean begin() {
    Request request;
    synchronized (this) {
      request = requests.peek();
    }
    boolean end = control.tasksAtEnd() == facts.tasks();
    long now = environment.time().monotonicNanos();
    boolean due = !options.interval().isZero() && now - nextAtNanos >= 0;
    if (request == null && !end && !due) {
      return false;
    }
    if (end && last) {
      return false; // It was taken; the tasks are about to finish.
    }
    synchronized (this) {
      requests.poll();
    }
    serving = request;
    id++;
    startedNanos = now;
    startedMs = environment.time().wallMillis();
    nextAtNanos = now + intervalNanos();
    try {
      attempt = directory.begin(id, request == null ? null : request.savepoint());
    } catch (RuntimeException e) {
      failed(e);
      return true;
    }
    phase = Phase.COLLECTING;
    if (request != null && request.stop()) {
      control.requestStop(id);
    } else {
      control.request(id);
    }
    wakeTasks.run();
    return true;
  }

  private long intervalNanos() {
    return TimeUnit.NANOSECONDS.convert(options.interval());
  }

  private long timeoutNanos() {
    return TimeUnit.NANOSECONDS.convert(options.timeout());
  }

  private boolean collect() {
    if (collected.size() == facts.tasks()) {
      for (TaskSnapshot snapshot : collected) {
        snapshot.stores().forEach(store -> toWrite.add(store.snapshot()));
      }
      writing = 0;
      phase = Phase.WRITING;
      return true;
    }
    long waited = environment.time().monotonicNanos() - startedNanos;
    if (waited > timeoutNanos()) {
      failed(
          new MillraceException(
              ApiError.TIMED_OUT,
              "only "
                  + collected.size()
                  + " of "
                  + facts.tasks()
                  + " tasks came to the barrier within "
                  + options.timeout()
                  + ". A sink or user code may be slow; allow more time, or find what is slow in the"
                  + " report."));
      return true;
    }
    return false;
  }

  private boolean write() {
    CheckpointAttempt files = attempt;
    if (files == null) {
      throw new IllegalStateException("no attempt");
    }
    try {
      if (writing < toWrite.size()) {
        if (toWrite.get(writing).writeSome(files)) {
          writing++;
        }
        return true;
      }
      Path path =
          files.commit(
              new ManifestBuilder(facts, files)
                  .build(
                      id,
                      previous,
                      startedMs,
                      serving == null ? null : serving.savepoint(),
                      directory.ownerEpoch(),
                      collected));
      completed(path, files.bytesWritten());
    } catch (RuntimeException e) {
      failed(e);
    }
    return true;
  }

  private void completed(Path path, long bytes) {
    Request request = serving;
    // For a savepoint, too: it is a checkpoint besides, so whoever deletes it takes nothing away.
    toWrite.forEach(StoreSnapshot::completed);
    release();
    previous = id;
    long tookNanos = environment.time().monotonicNanos() - startedNanos;
    CheckpointReport report =
        new CheckpointReport(
            id, path, request == null ? null : request.savepoint(), bytes, tookNanos / 1_000_000);
    tally.completed(report);
    lastFailures = 0;
    stopped |= request != null && request.stop();
    control.complete(id);
    if (control.tasksAtEnd() == facts.tasks() && collectedAtEnd) {
      last = true;
      control.finish();
    }
    wakeTasks.run();
    if (request != null) {
      request.pending().complete(report);
    }
    try {
      directory.cleanUp(options.retained());
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "old checkpoints could not be deleted; they are tried again after the next one",
          e);
    }
  }

  private void release() {
    collectedAtEnd = collected.stream().allMatch(TaskSnapshot::atEnd);
    collected.forEach(TaskSnapshot::close);
    collected.clear();
    toWrite.clear();
    attempt = null;
    serving = null;
    phase = Phase.WAITING;
  }

  private void failed(RuntimeException cause) {
    CheckpointAttempt given = attempt;
    Request request = serving;
    boolean fenced = cause instanceof MillraceException known && known.code() == ApiError.FENCED;
    release();
    control.goOn();
    wakeTasks.run();
    MillraceException described =
        cause instanceof MillraceException known
            ? known
            : new MillraceException(
                ApiError.CHECKPOINT_FAILED,
                "checkpoint " + id + " of pipeline '" + facts.job() + "' failed.",
                cause);
    tally.givenUp(described);
    if (request != null) {
      // Before anything else that may fail: somebody waits, and is told by nobody else.
      request.pending().fail(described);
    }
    if (given != null) {
      try {
        given.abandon();
      } catch (RuntimeException e) {
        cause.addSuppressed(e);
      }
    }
    boolean end = control.tasksAtEnd() == facts.tasks();
    if (fenced || (end && ++lastFailures >= LAST_TRIES)) {
      throw described;
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "checkpoint " + id + " of pipeline '" + facts.job() + "' was given up; the job goes on",
        described);
  }

  /**
   * The run is over: nothing more is written, and whoever waits is told.
   *
   * @param cause why it is, after which the job may start again; null if it came to its end
   */
  synchronized void close(@Nullable Throwable cause) {
    closed = true;
    failure = cause;
    // First of all: nobody else tells those who wait, whatever fails in what follows.
    Request request = serving;
    if (request != null) {
      request.pending().fail(unserved());
    }
    CheckpointReport lastReport = last ? tally.newest() : null;
    for (Request waiting : requests) {
      if (lastReport != null && waiting.savepoint() == null) {
        waiting.pending().complete(lastReport); // Nothing has happened since.
      } else {
        waiting.pending().fail(unserved());
      }
    }
    requests.clear();
    takeDelivered();
    CheckpointAttempt given = attempt;
    release();
    if (given != null) {
      given.abandon();
    }
  }
}
