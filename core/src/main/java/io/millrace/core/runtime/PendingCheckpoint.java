package io.millrace.core.runtime;

import io.millrace.api.engine.CheckpointReport;
import io.millrace.api.error.MillraceException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A checkpoint somebody waits for. Thread-safe. */
final class PendingCheckpoint {
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable CheckpointReport report;
  private volatile @Nullable MillraceException failure;

  void complete(CheckpointReport newReport) {
    report = newReport;
    done.countDown();
  }

  void fail(MillraceException cause) {
    failure = cause;
    done.countDown();
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  void await() throws InterruptedException {
    done.await();
  }

  /** The report, once it is done. */
  CheckpointReport get() {
    MillraceException failed = failure;
    if (failed != null) {
      throw failed;
    }
    CheckpointReport complete = report;
    if (complete == null) {
      throw new IllegalStateException("not done");
    }
    return complete;
  }
}
