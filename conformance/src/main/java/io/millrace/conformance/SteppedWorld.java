package io.millrace.conformance;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outside world of a vector: clocks that stand still until a step moves them, no threads and no
 * files. Single-threaded.
 */
final class SteppedWorld implements Environment, TimeSource {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final FileAccess files;
  private long wallMs;
  private long nanos;

  /** A world with those files; null for none. */
  SteppedWorld(@Nullable FileAccess files) {
    this.files = files == null ? new NoFiles() : files;
  }

  /** Moves the wall clock to a time, and the monotonic one by as much. */
  void moveTo(long newWallMs) {
    nanos += Math.max(0, newWallMs - wallMs) * NANOS_PER_MILLI;
    wallMs = newWallMs;
  }

  @Override
  public long wallMillis() {
    return wallMs;
  }

  @Override
  public long monotonicNanos() {
    return nanos;
  }

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  public Threads threads() {
    return new NoThreads();
  }

  @Override
  public FileAccess files() {
    return files;
  }

  private static UnsupportedOperationException none(String what) {
    return new UnsupportedOperationException("vectors run without " + what);
  }

  /** Everything happens on the thread that steps. */
  private static final class NoThreads implements Threads {
    @Override
    public Thread start(String name, Runnable body) {
      throw none("threads");
    }

    @Override
    public void park(long time) {
      // The clocks stand still, so there is nothing to wait for.
    }

    @Override
    public void wake(Thread thread) {
      // Nobody is parked.
    }
  }

  /** Only vectors with snapshots need files. */
  private static final class NoFiles implements FileAccess {
    @Override
    public InputStream read(Path file, long offset) {
      throw none("files");
    }

    @Override
    public Writer create(Path file) {
      throw none("files");
    }

    @Override
    public List<Path> list(Path directory) {
      throw none("files");
    }

    @Override
    public boolean exists(Path path) {
      return false;
    }

    @Override
    public boolean isDirectory(Path path) {
      return false;
    }

    @Override
    public long size(Path file) {
      throw none("files");
    }

    @Override
    public void createDirectories(Path directory) {
      throw none("files");
    }

    @Override
    public void rename(Path from, Path to) {
      throw none("files");
    }

    @Override
    public void link(Path existing, Path name) {
      throw none("files");
    }

    @Override
    public java.io.Closeable lock(Path file) {
      throw none("files");
    }

    @Override
    public void delete(Path path) {
      throw none("files");
    }

    @Override
    public void force(Path file) {
      throw none("files");
    }

    @Override
    public void forceDirectory(Path directory) {
      throw none("files");
    }
  }
}
