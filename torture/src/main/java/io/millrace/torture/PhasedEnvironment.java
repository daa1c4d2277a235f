package io.millrace.torture;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;
import io.millrace.testkit.FileOperation.Kind;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The real environment, which tells the parent process what is being done with files, and can stop
 * in the middle of it, at the n-th operation of a phase, to be killed there or to be told to go on.
 */
final class PhasedEnvironment implements Environment {
  private static final long STALL_NANOS = 1_000_000;

  private final Environment real;
  private final PhaseFile file;
  private final PhaseFile.@Nullable Phase stallIn;
  private final AtomicLong untilStall;
  private final FileAccess files;

  /**
   * Wraps the real one.
   *
   * @param stall {@code none}, or a phase and a number such as {@code COMMITTING:3}
   */
  PhasedEnvironment(Environment real, Path phaseFile, String stall) {
    this.real = real;
    this.files = new WatchedFiles(real.files(), new Moments());
    this.file = PhaseFile.open(phaseFile);
    int at = stall.indexOf(':');
    this.stallIn = at < 0 ? null : PhaseFile.Phase.valueOf(stall.substring(0, at));
    this.untilStall = new AtomicLong(at < 0 ? 0 : Long.parseLong(stall.substring(at + 1)));
    file.phase(PhaseFile.Phase.RESTORING);
  }

  /** The job has started. */
  void running() {
    file.phase(PhaseFile.Phase.RUNNING);
  }

  /** The job has ended by itself. */
  void finished() {
    file.phase(PhaseFile.Phase.FINISHED);
  }

  @Override
  public TimeSource time() {
    return real.time();
  }

  @Override
  public Threads threads() {
    return real.threads();
  }

  @Override
  public FileAccess files() {
    return files;
  }

  @Override
  public ProcessIdentity process() {
    return real.process();
  }

  /** Before and after an operation on files: the moments at which a process may die. */
  private void moment(Path path) {
    if (file.phase() == PhaseFile.Phase.RUNNING && isCommit(path)) {
      file.phase(PhaseFile.Phase.COMMITTING);
    }
    if (stallIn == file.phase() && untilStall.decrementAndGet() == 0) {
      file.stalled(true);
      while (file.stalled()) {
        real.threads().park(STALL_NANOS);
      }
    }
  }

  private void over(Path path) {
    moment(path);
    if (file.phase() == PhaseFile.Phase.COMMITTING && isCommit(path)) {
      file.phase(PhaseFile.Phase.RUNNING);
    }
  }

  /** The operations that are such moments. */
  private final class Moments implements WatchedFiles.Watcher {
    @Override
    public void before(Kind kind, Path path) {
      if (isWatched(kind) || (isContent(kind) && isManifest(path))) {
        moment(path);
      }
    }

    @Override
    public void after(Kind kind, Path path) {
      if (isWatched(kind)) {
        over(path);
      }
    }
  }

  private static boolean isWatched(Kind kind) {
    return kind == Kind.READ || kind == Kind.RENAME || kind == Kind.DELETE;
  }

  private static boolean isContent(Kind kind) {
    return kind == Kind.WRITE || kind == Kind.FORCE;
  }

  private static boolean isManifest(Path path) {
    return String.valueOf(path.getFileName()).startsWith("MANIFEST");
  }

  /** What makes a checkpoint complete, and what publishes the files of sinks. */
  private static boolean isCommit(Path path) {
    return isManifest(path) || String.valueOf(path.getFileName()).startsWith("part-");
  }
}
