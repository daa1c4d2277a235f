package io.millrace.core.runtime;

import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.SplitReport;
import io.millrace.core.checkpoint.CheckpointDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A running job: its current run, the threads of it if it has any, and how it stands. */
final class LocalJob implements Job {
  private static final System.Logger LOG = System.getLogger("io.millrace.job");

  private final Environment environment;
  private final @Nullable CheckpointDirectory directory;
  private final Run.Maker maker;
  private final CheckpointTally tally;
  private final RestartBudget budget;
  private final boolean restarts;
  private final boolean threaded;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ReentrantLock stepping = new ReentrantLock();
  private final long startNanos;
  private volatile Run run;
  private volatile JobStatus status = JobStatus.RUNNING;
  private volatile @Nullable MillraceException failure;
  private volatile long endNanos = -1;
  private volatile boolean cancelled;
  private volatile @Nullable Thread coordinatorThread;
  private long restartAtNanos;

  /** A job over its first run. */
  LocalJob(
      Environment environment,
      @Nullable CheckpointDirectory directory,
      RestartPolicy policy,
      Run.Maker maker,
      Run first,
      CheckpointTally tally,
      boolean threaded) {
    this.environment = environment;
    this.directory = directory;
    this.maker = maker;
    this.budget = new RestartBudget(policy);
    this.restarts = policy.restarts() > 0 && directory != null;
    this.run = first;
    this.tally = tally;
    this.threaded = threaded;
    this.startNanos = environment.time().monotonicNanos();
  }

  void startThreads() {
    Run started = run;
    String name = "millrace-" + started.plan().name() + "-";
    for (int i = 0; i < started.workers().size(); i++) {
      Worker worker = started.workers().get(i);
      startThread(started, name + i, () -> work(started, worker));
    }
    CheckpointCoordinator coordinator = started.coordinator();
    if (coordinator != null) {
      coordinator.wakeWith(this::wakeCoordinator);
      startThread(started, name + "checkpoints", () -> coordinate(started, coordinator));
    }
  }

  /**
   * A body without a thread runs here: the run has failed by then, so it only brings itself to its
   * end.
   */
  private void startThread(Run started, String name, Runnable body) {
    try {
      environment.threads().start(name, body);
    } catch (RuntimeException | Error e) {
      started.fail(e);
      body.run();
    }
  }

  private void work(Run current, Worker worker) {
    try {
      while (!current.stopping() && !worker.finished()) {
        worker.rest(worker.step());
      }
    } catch (RuntimeException | Error e) {
      current.fail(e);
    } finally {
      // Even if telling of the failure fails, for want of memory: whoever waits must hear of the
      // end.
      try {
        current.closeTasks(worker);
      } finally {
        if (current.workerDone()) {
          wakeCoordinator();
        }
        loopDone(current);
      }
    }
  }

  private void wakeCoordinator() {
    Thread thread = coordinatorThread;
    if (thread != null) {
      environment.threads().wake(thread);
    }
  }

  private void coordinate(Run current, CheckpointCoordinator coordinator) {
    coordinatorThread = Thread.currentThread();
    try {
      while (!current.stopping() && !current.worked()) {
        if (!coordinator.step()) {
          long nanos = Math.min(coordinator.waitNanos(), 100_000_000L);
          if (nanos > 0) {
            environment.threads().park(nanos);
          }
        }
      }
    } catch (RuntimeException | Error e) {
      current.fail(e);
    } finally {
      loopDone(current);
    }
  }

  private void loopDone(Run current) {
    if (!current.loopDone()) {
      return;
    }
    try {
      runEnded(current);
    } catch (RuntimeException | Error e) {
      current.fail(e);
      over(JobStatus.FAILED);
    }
    while (status == JobStatus.RESTARTING) {
      long waitNanos = restartAtNanos - environment.time().monotonicNanos();
      if (waitNanos > 0 && !cancelled) {
        environment.threads().park(Math.min(waitNanos, 50_000_000L));
      } else if (restart()) {
        startThreads();
      }
    }
  }

  /** All threads of the run have ended, or the one that steps it is done with it. */
  private void runEnded(Run current) {
    current.closeRest();
    Throwable cause = current.failure();
    if (cause == null) {
      CheckpointCoordinator coordinator = current.coordinator();
      boolean stopped = coordinator != null && coordinator.stopped();
      JobStatus finished = stopped ? JobStatus.STOPPED : JobStatus.FINISHED;
      over(cancelled && !current.tasksFinished() ? JobStatus.CANCELLED : finished);
      return;
    }
    failed(Failures.of(name(), cause));
  }

  /** Starts again if that can help and is allowed; else the job is over. */
  private void failed(MillraceException cause) {
    if (restarts && !cancelled && Failures.mayPass(cause)) {
      if (budget.spend(environment.time().monotonicNanos())) {
        restartAtNanos = environment.time().monotonicNanos() + budget.delayNanos();
        LOG.log(
            System.Logger.Level.WARNING,
            "pipeline '" + name() + "' failed and starts again from " + tally.where(),
            cause);
        status = JobStatus.RESTARTING;
        return;
      }
      failure =
          new MillraceException(
              ApiError.RESTARTS_EXHAUSTED,
              "pipeline '"
                  + name()
                  + "' failed more often than its restart policy allows. The last failure is the"
                  + " cause below; it can go on from "
                  + tally.where()
                  + ".",
              cause);
    } else {
      failure = cause; // As it is at first: there may be no memory left to say more.
      if (directory != null && Failures.leavesWayOn(cause)) {
        failure = cause.adding("The job can go on from " + tally.where() + ".");
      }
    }
    over(JobStatus.FAILED);
  }

  /** A new run in place of the one that failed; false if that failed too, or is not wanted. */
  private boolean restart() {
    if (cancelled) {
      over(JobStatus.CANCELLED);
      return false;
    }
    try {
      run = maker.make();
      tally.restarted();
      status = JobStatus.RUNNING;
      return true;
    } catch (RuntimeException | Error e) {
      failed(Failures.of(name(), e));
      return false;
    }
  }

  private synchronized void over(JobStatus how) {
    if (endNanos >= 0) {
      return;
    }
    status = how;
    endNanos = environment.time().monotonicNanos();
    try {
      if (directory != null) {
        if (how == JobStatus.FAILED || how == JobStatus.STOPPED) {
          LOG.log(
              System.Logger.Level.INFO,
              "pipeline '" + name() + "' is " + how + "; it can go on from " + tally.where());
        }
        directory.close();
      }
    } finally {
      ended.countDown();
    }
  }

  @Override
  public String name() {
    return run.plan().name();
  }

  @Override
  public JobStatus status() {
    return status;
  }

  @Override
  public JobReport join() {
    if (threaded) {
      awaitThreads();
    } else {
      joinByStepping();
    }
    MillraceException failed = failure;
    if (failed != null) {
      throw failed;
    }
    if (status == JobStatus.FAILED) {
      throw Failures.memoryExhausted(name(), null);
    }
    return report();
  }

  private void awaitThreads() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private MillraceException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new MillraceException(
        ApiError.JOB_NOT_RUNNING,
        "the thread was interrupted while it waited for pipeline '" + name() + "', which goes on.",
        cause);
  }

  private void joinByStepping() {
    while (!status.over()) {
      boolean progress = step();
      if (!status.over()) {
        List<Worker> workers = run.workers();
        for (int i = 0; i < workers.size(); i++) {
          workers.get(i).rest(progress);
        }
      }
    }
  }

  @Override
  public boolean step() {
    if (threaded) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "pipeline '"
              + name()
              + "' has workers of its own and cannot be stepped. Use Engine.open.");
    }
    stepping.lock();
    try {
      return stepRun();
    } finally {
      stepping.unlock();
    }
  }

  private boolean stepRun() {
    boolean inner = stepping.getHoldCount() > 1; // From within a step: StepOrder tells why.
    if (status.over() || (inner && run.stopping())) {
      return false;
    }
    if (status == JobStatus.RESTARTING) {
      boolean due = environment.time().monotonicNanos() - restartAtNanos >= 0;
      boolean started = due && restart();
      throwIfFailed();
      return started;
    }
    Run current = run;
    boolean progress = false;
    try {
      progress = current.turns().step();
    } catch (RuntimeException | Error e) {
      current.fail(e);
    }
    if (inner) {
      return progress;
    }
    if (current.stopping() || current.tasksFinished()) {
      endRun(current);
      throwIfFailed();
    }
    return progress;
  }

  private void endRun(Run current) {
    current.workers().forEach(current::closeTasks);
    runEnded(current);
  }

  private void throwIfFailed() {
    MillraceException failed = failure;
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void settle() {
    int idle = 0;
    while (idle < 2 && !status.over()) {
      idle = step() ? 0 : idle + 1;
    }
  }

  @Override
  public JobReport report() {
    Run current = run;
    long end = endNanos < 0 ? environment.time().monotonicNanos() : endNanos;
    long wallMs = environment.time().wallMillis();
    List<SplitReport> splits = new ArrayList<>();
    current.builder().splits().forEach(split -> splits.add(split.report(wallMs)));
    return new JobReport(
        name(),
        status.name(),
        (end - startNanos) / 1_000_000,
        splits,
        OperatorReports.of(current.plan(), current.builder().metrics()),
        directory == null ? null : tally.report());
  }

  @Override
  public String explain() {
    return run.plan().explain();
  }

  @Override
  public CheckpointReport checkpoint() {
    return take(null, false);
  }

  @Override
  public CheckpointReport savepoint(String savepointName) {
    return take(savepointName, false);
  }

  @Override
  public CheckpointReport stop(String savepointName) {
    CheckpointReport report = take(savepointName, true);
    join();
    return report;
  }

  private CheckpointReport take(@Nullable String savepointName, boolean stop) {
    CheckpointCoordinator coordinator = run.coordinator();
    if (coordinator == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "pipeline '"
              + name()
              + "' runs without checkpoints. Start it with Engine.checkpoints(directory,"
              + " interval).");
    }
    if (status.over()) {
      throw CheckpointCoordinator.over();
    }
    PendingCheckpoint pending = coordinator.request(savepointName, stop);
    wakeCoordinator();
    if (threaded) {
      try {
        pending.await();
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    } else {
      while (!pending.isDone() && !status.over()) {
        step();
      }
      settleCommit();
    }
    return pending.get();
  }

  /** In a job that is stepped: lets sinks hear of the checkpoint before the caller goes on. */
  private void settleCommit() {
    if (!status.over()) {
      step();
    }
  }

  @Override
  public @Nullable CheckpointReport lastCheckpoint() {
    return tally.newest();
  }

  @Override
  public void cancel() {
    cancelled = true;
    run.stop();
    wakeCoordinator();
    if (run.workers().stream().anyMatch(Worker::isCurrent)) {
      return; // User code of this job: the worker stops once it comes back from it.
    }
    if (threaded) {
      try {
        if (!ended.await(10, TimeUnit.SECONDS)) {
          throw new MillraceException(
              ApiError.TIMED_OUT,
              "pipeline '"
                  + name()
                  + "' did not stop within 10 s. User code may be blocking a worker.");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return;
    }
    stepping.lock();
    try {
      if (!status.over()) {
        if (status == JobStatus.RESTARTING) {
          over(JobStatus.CANCELLED);
        } else {
          endRun(run);
        }
      }
    } finally {
      stepping.unlock();
    }
  }

  @Override
  public void close() {
    if (!status.over() || threaded) {
      cancel();
    }
  }
}
