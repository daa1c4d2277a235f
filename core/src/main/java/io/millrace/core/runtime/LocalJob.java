package io.millrace.core.runtime;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.JobReport;
import io.millrace.api.report.SplitReport;
import io.millrace.core.plan.PhysicalPlan;
import io.millrace.core.task.Task;
import io.millrace.core.task.TaskBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A running job: its workers, their threads if it has any, and how it stands. */
final class LocalJob implements Job {
  private final PhysicalPlan plan;
  private final Environment environment;
  private final StateBackend backend;
  private final TaskBuilder builder;
  private final List<Worker> workers;
  private final boolean threaded;
  private final AtomicInteger loops;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile JobStatus status = JobStatus.RUNNING;
  private final AtomicReference<@Nullable MillraceException> failure = new AtomicReference<>();
  private final ReentrantLock stepping = new ReentrantLock();
  private final long startNanos;
  private volatile long endNanos = -1;
  private volatile boolean stop;

  LocalJob(
      PhysicalPlan plan,
      Environment environment,
      StateBackend backend,
      TaskBuilder builder,
      List<Worker> workers,
      boolean threaded) {
    this.plan = plan;
    this.environment = environment;
    this.backend = backend;
    this.builder = builder;
    this.workers = workers;
    this.threaded = threaded;
    this.loops = new AtomicInteger(workers.size());
    this.startNanos = environment.time().monotonicNanos();
  }

  void startThreads() {
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      environment.threads().start("millrace-" + plan.name() + "-" + i, () -> loop(worker));
    }
  }

  private void loop(Worker worker) {
    try {
      while (!stop && !worker.finished()) {
        worker.rest(worker.step());
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      // Even if telling of the failure fails, for want of memory: whoever waits must hear of the
      // end.
      end(worker);
    }
  }

  private void end(Worker worker) {
    try {
      closeTasks(worker);
    } finally {
      if (loops.decrementAndGet() == 0) {
        over(stop ? JobStatus.CANCELLED : JobStatus.FINISHED);
      }
    }
  }

  private void closeTasks(Worker worker) {
    for (Task task : worker.tasks()) {
      try {
        task.close();
      } catch (RuntimeException | Error e) {
        fail(e);
      }
    }
  }

  private void fail(Throwable cause) {
    // Before anything is allocated: the cause may be that there is no memory left.
    status = JobStatus.FAILED;
    stop = true;
    MillraceException described =
        cause instanceof MillraceException known
            ? known
            : new MillraceException(
                ApiError.BUG,
                "pipeline '"
                    + plan.name()
                    + "' failed with "
                    + cause.getClass().getName()
                    + ", which the engine did not expect.",
                cause);
    if (!failure.compareAndSet(null, described)) {
      MillraceException first = failure.get();
      if (first != null && first != described) {
        first.addSuppressed(described);
      }
    }
    wakeAll();
  }

  private synchronized void over(JobStatus how) {
    if (endNanos < 0) {
      if (status == JobStatus.RUNNING) {
        status = how;
      }
      endNanos = environment.time().monotonicNanos();
      try {
        backend.close();
      } catch (RuntimeException | Error e) {
        fail(e);
      } finally {
        ended.countDown();
      }
    }
  }

  private void wakeAll() {
    workers.forEach(Worker::wake);
  }

  @Override
  public String name() {
    return plan.name();
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
    MillraceException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    if (status == JobStatus.FAILED) {
      throw new MillraceException(
          ApiError.BUG,
          "pipeline '" + plan.name() + "' failed and could not say why, as memory had run out.");
    }
    return report();
  }

  private void awaitThreads() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MillraceException(
          ApiError.JOB_NOT_RUNNING,
          "the thread was interrupted while it waited for pipeline '"
              + plan.name()
              + "', which goes on.",
          e);
    }
  }

  private void joinByStepping() {
    while (!status.over()) {
      boolean progress = step();
      if (!status.over()) {
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
              + plan.name()
              + "' has workers of its own and cannot be stepped. Use Engine.open.");
    }
    stepping.lock();
    try {
      return stepWorkers();
    } finally {
      stepping.unlock();
    }
  }

  private boolean stepWorkers() {
    if (status.over()) {
      return false;
    }
    boolean progress = false;
    boolean finished = true;
    try {
      for (int i = 0; i < workers.size(); i++) {
        Worker worker = workers.get(i);
        progress |= worker.step();
        finished &= worker.finished();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
      closeAll(JobStatus.FAILED);
      MillraceException failed = failure.get();
      throw failed == null ? new MillraceException(ApiError.BUG, "failed", e) : failed;
    }
    if (finished) {
      over(JobStatus.FINISHED);
    } else if (stop) {
      closeAll(JobStatus.CANCELLED);
    }
    return progress;
  }

  private void closeAll(JobStatus how) {
    workers.forEach(this::closeTasks);
    over(how);
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
    long end = endNanos < 0 ? environment.time().monotonicNanos() : endNanos;
    long wallMs = environment.time().wallMillis();
    List<SplitReport> splits = new ArrayList<>();
    builder.splits().forEach(split -> splits.add(split.report(wallMs)));
    return new JobReport(
        plan.name(),
        status.name(),
        (end - startNanos) / 1_000_000,
        splits,
        OperatorReports.of(plan, builder.metrics()));
  }

  @Override
  public String explain() {
    return plan.explain();
  }

  @Override
  public void cancel() {
    stop = true;
    wakeAll();
    if (workers.stream().anyMatch(Worker::isCurrent)) {
      return; // User code of this job: the worker stops once it comes back from it.
    }
    if (threaded) {
      try {
        if (!ended.await(10, TimeUnit.SECONDS)) {
          throw new MillraceException(
              ApiError.TIMED_OUT,
              "pipeline '"
                  + plan.name()
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
        closeAll(JobStatus.CANCELLED);
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
