package io.millrace.torture;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The real environment, which tells the parent process what is being done with files, and can stop
 * in the middle of it to be killed there: at the n-th operation of a phase.
 */
final class PhasedEnvironment implements Environment {
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
    this.files = new PhasedFiles();
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
      while (true) {
        real.threads().park(1_000_000_000L);
      }
    }
  }

  private void over(Path path) {
    moment(path);
    if (file.phase() == PhaseFile.Phase.COMMITTING && isCommit(path)) {
      file.phase(PhaseFile.Phase.RUNNING);
    }
  }

  /** What makes a checkpoint complete, and what publishes the files of sinks. */
  private static boolean isCommit(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith("MANIFEST") || name.startsWith("part-");
  }

  /** An operation on files. */
  private interface Operation<T extends @Nullable Object> {
    T run() throws IOException;
  }

  private <T extends @Nullable Object> T watched(Path path, Operation<T> operation)
      throws IOException {
    moment(path);
    T result = operation.run();
    over(path);
    return result;
  }

  private final class PhasedFiles implements FileAccess {
    private final FileAccess disk = real.files();

    @Override
    public InputStream read(Path path, long offset) throws IOException {
      return watched(path, () -> disk.read(path, offset));
    }

    @Override
    public Writer create(Path path) throws IOException {
      Writer writer = disk.create(path);
      boolean manifest = String.valueOf(path.getFileName()).startsWith("MANIFEST");
      return manifest ? new PhasedWriter(path, writer) : writer;
    }

    @Override
    public List<Path> list(Path directory) throws IOException {
      return disk.list(directory);
    }

    @Override
    public boolean exists(Path path) {
      return disk.exists(path);
    }

    @Override
    public boolean isDirectory(Path path) {
      return disk.isDirectory(path);
    }

    @Override
    public long size(Path path) throws IOException {
      return disk.size(path);
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
      disk.createDirectories(directory);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      watched(
          from,
          () -> {
            disk.rename(from, to);
            return true;
          });
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
      disk.link(existing, name);
    }

    @Override
    public @Nullable Closeable lock(Path path) throws IOException {
      return disk.lock(path);
    }

    @Override
    public void delete(Path path) throws IOException {
      watched(
          path,
          () -> {
            disk.delete(path);
            return true;
          });
    }

    @Override
    public void force(Path path) throws IOException {
      disk.force(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
      disk.forceDirectory(directory);
    }
  }

  private final class PhasedWriter implements FileAccess.Writer {
    private final Path path;
    private final FileAccess.Writer writer;

    PhasedWriter(Path path, FileAccess.Writer writer) {
      this.path = path;
      this.writer = writer;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      moment(path);
      writer.write(bytes, offset, length);
    }

    @Override
    public long position() {
      return writer.position();
    }

    @Override
    public void force() throws IOException {
      moment(path);
      writer.force();
    }

    @Override
    public void close() throws IOException {
      moment(path);
      writer.close();
    }
  }
}
