package io.millrace.engine;

import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Decides when pipelines run: in manual mode on the thread that asks, one after the other in the
 * order in which data flows; in background mode on threads of their own. Thread-safe.
 */
final class Driver {
  private final Registry registry;
  private final Environment environment;
  private final ReentrantLock stepping = new ReentrantLock();
  private volatile boolean background;

  /** The first failure since the last call; guarded by {@code stepping}. */
  private @Nullable MillraceException failure;

  Driver(Registry registry, Environment environment) {
    this.registry = registry;
    this.environment = environment;
  }

  boolean background() {
    return background;
  }

  void attached(Attachment attachment) {
    if (background) {
      attachment.start(environment.threads());
    }
  }

  BatchResult processBatch(Topic topic, int batchSize) {
    if (batchSize < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "the batch size must be 1 or more, was " + batchSize + ".");
    }
    lock("processBatch");
    try {
      if (background) {
        throw new MillraceException(
            ApiError.ARGUMENT_INVALID,
            "processBatch is for manual mode, and the engine was started. Call drain() to wait"
                + " until everything is processed.");
      }
      int processed = topic.release(batchSize);
      settle();
      return new BatchResult(processed, topic.pendingCount());
    } finally {
      stepping.unlock();
    }
  }

  private void lock(String what) {
    if (stepping.isHeldByCurrentThread()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          what + " was called from inside a processor. Call it from outside.");
    }
    stepping.lock();
  }

  /** Runs what has something to do; the first failure is thrown once all others have run. */
  private void settle() {
    settleAll();
    MillraceException first = failure;
    failure = null;
    if (first != null) {
      throw first;
    }
  }

  private void settleAll() {
    for (Attachment attachment : registry.attachments()) {
      try {
        attachment.settle();
      } catch (MillraceException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
  }

  /**
   * The output of a pipeline is full. In manual mode its readers run at once, inside the step of
   * the pipeline before them; in background mode they run by themselves.
   */
  void makeRoom() {
    if (stepping.isHeldByCurrentThread()) {
      settleAll();
    }
  }

  /** A stream is full and a publisher is about to wait for room. */
  void refuseToWait(String streamId) {
    if (stepping.isHeldByCurrentThread()) {
      throw new MillraceException(
          ApiError.BUFFER_FULL,
          "stream '"
              + streamId
              + "' is full and was published to from inside a processor, which would wait for"
              + " itself. Make the buffer larger.");
    }
  }

  void drain() {
    lock("drain");
    try {
      if (!background) {
        registry.streams().values().forEach(stream -> stream.topic().release(Integer.MAX_VALUE));
        settle();
        return;
      }
    } finally {
      stepping.unlock();
    }
    registry.streams().values().forEach(stream -> stream.topic().awaitDone());
  }

  void start() {
    lock("start");
    try {
      background = true;
      registry.streams().values().forEach(stream -> stream.topic().flow());
      registry.attachments().forEach(attachment -> attachment.start(environment.threads()));
    } finally {
      stepping.unlock();
    }
  }
}
