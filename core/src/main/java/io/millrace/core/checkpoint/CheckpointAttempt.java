package io.millrace.core.checkpoint;

import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.Manifest.DataFile;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in the making, begun by {@link CheckpointDirectory#begin}: data files, then {@link
 * #commit} or {@link #abandon}.
 *
 * <ul>
 *   <li><b>Threads:</b> one at a time.
 *   <li><b>Durability:</b> a data file is forced when it is closed. {@link #commit} forces the
 *       directory, writes and forces the manifest under another name, makes sure that this process
 *       still owns the directory, and renames the manifest: from then on the checkpoint exists.
 *   <li><b>Fails:</b> {@code CHECKPOINT_FAILED} when the disk does. The attempt is then lost: no
 *       file of it is written or forced again, everything but {@link #abandon} fails. {@code
 *       FENCED} if another process took the directory over.
 * </ul>
 */
public final class CheckpointAttempt implements SnapshotFiles {
  private final CheckpointDirectory owner;
  private final FileAccess files;
  private final long id;
  private final String attempt;
  private final @Nullable String savepoint;
  private final AttemptDirectory directory;
  private final @Nullable AttemptDirectory copy;
  private final Map<String, DataFile> written = new LinkedHashMap<>();
  private final Set<OpenFile> open = new LinkedHashSet<>();
  private @Nullable IOException failure;
  private long bytesWritten;
  private boolean over;

  CheckpointAttempt(
      CheckpointDirectory owner, long id, String attempt, Path path, @Nullable Path savepoint) {
    this.owner = owner;
    this.files = owner.files();
    this.id = id;
    this.attempt = attempt;
    this.savepoint = savepoint == null ? null : Layout.name(savepoint);
    this.directory = new AttemptDirectory(owner, path, attempt);
    this.copy = savepoint == null ? null : new AttemptDirectory(owner, savepoint, attempt);
  }

  /** What is done with files here, and may fail. */
  private interface Step {
    void run() throws IOException;
  }

  /** Distinguishes attempts at the same number. */
  public String attempt() {
    return attempt;
  }

  /** Where its files are until it is complete. */
  Path path() {
    return directory.path();
  }

  /** Where its copy will be; null if it is no savepoint. */
  @Nullable Path savepointPath() {
    return copy == null ? null : copy.path();
  }

  @Override
  public NewFile create(String suffix) {
    checkUsable();
    String name = owner.newName(id, suffix);
    OpenFile file = new OpenFile(name);
    step(() -> file.writer = files.create(directory.created(name)));
    open.add(file);
    return file;
  }

  @Override
  public String link(Path file, String suffix) {
    checkUsable();
    String name = owner.newName(id, suffix);
    step(
        () -> {
          Path linked = directory.created(name);
          files.link(file, linked);
          files.force(linked);
          Checksums checksums = new Checksums();
          byte[] buffer = new byte[Checksums.BLOCK];
          try (InputStream in = files.read(linked, 0)) {
            int length;
            while ((length = in.readNBytes(buffer, 0, buffer.length)) > 0) {
              checksums.update(buffer, 0, length);
            }
          }
          bytesWritten += checksums.length();
          written.put(name, checksums.file(name));
        });
    return name;
  }

  @Override
  public void reuse(String name) {
    checkUsable();
    if (written.containsKey(name)) {
      return;
    }
    List<KnownFile> known = owner.known(name);
    if (known.isEmpty()) {
      throw new MillraceException(
          ApiError.BUG,
          "file " + name + " is to be used again, but no completed checkpoint here has it.");
    }
    step(
        () -> {
          Path linked = directory.created(name);
          IOException problem = null;
          for (KnownFile candidate : known) {
            try {
              files.link(candidate.checkpoint().resolve(name), linked);
              written.put(name, candidate.file());
              return;
            } catch (IOException e) {
              // A savepoint may have been moved or deleted, and a newer checkpoint has it too.
              problem = e;
            }
          }
          throw new IOException("cannot link " + name + " from an earlier checkpoint", problem);
        });
  }

  /** Bytes written for it. Files shared with earlier checkpoints are not counted. */
  public long bytesWritten() {
    return bytesWritten;
  }

  /**
   * Makes it durable and complete; gives its directory. The data files of the manifest are filled
   * in here.
   *
   * <p>A savepoint becomes an ordinary checkpoint first, then a copy of that by hard links. So what
   * sinks commit for it is behind a job that starts from the newest checkpoint, and the savepoint
   * can be moved or deleted at any time.
   */
  public Path commit(Manifest manifest) {
    checkUsable();
    Manifest complete = manifest.withFiles(List.copyOf(written.values()));
    checkManifest(complete);
    step(() -> directory.complete(complete.withSavepoint(null)));
    owner.remember(path(), complete);
    Path result = path();
    if (copy != null) {
      step(() -> copy(copy, complete));
      result = copy.path();
    }
    over = true;
    owner.ended(this);
    return result;
  }

  private void copy(AttemptDirectory target, Manifest manifest) throws IOException {
    files.createDirectories(target.path());
    for (DataFile file : manifest.files()) {
      files.link(path().resolve(file.name()), target.created(file.name()));
    }
    target.complete(manifest);
  }

  private void checkManifest(Manifest manifest) {
    String wrong = ManifestCheck.problem(manifest);
    if (!open.isEmpty()) {
      wrong = "file " + open.iterator().next().name + " is still open";
    }
    if (manifest.id() != id
        || !manifest.attempt().equals(attempt)
        || manifest.ownerEpoch() != owner.ownerEpoch()
        || !Objects.equals(manifest.savepoint(), savepoint)) {
      wrong = "it is the manifest of another attempt";
    }
    if (wrong != null) {
      throw new MillraceException(
          ApiError.BUG, "the manifest of " + path() + " does not hold together: " + wrong + ".");
    }
  }

  /** Gives it up and deletes what was written; does nothing after {@link #commit}. */
  public void abandon() {
    if (over) {
      return;
    }
    over = true;
    try {
      for (OpenFile file : open) {
        file.writer().close();
      }
      if (copy != null) {
        copy.discard();
      }
      directory.discard();
    } catch (IOException e) {
      // Without a manifest it is no checkpoint; the next clean-up tries again.
      if (failure != null) {
        failure.addSuppressed(e);
      }
    }
    owner.ended(this);
  }

  private void checkUsable() {
    if (over) {
      throw new MillraceException(ApiError.BUG, "the attempt " + path() + " is over.");
    }
    if (failure != null) {
      throw failed(failure);
    }
  }

  private void step(Step step) {
    if (failure != null) {
      throw failed(failure);
    }
    try {
      step.run();
    } catch (IOException e) {
      failure = e;
      checkStillOwner(e);
      throw failed(e);
    }
  }

  /* Whoever took the directory over deletes what we are at, so that looks like a broken disk. */
  private void checkStillOwner(IOException e) {
    try {
      owner.checkOwnership();
    } catch (IOException second) {
      e.addSuppressed(second);
    }
  }

  private MillraceException failed(IOException e) {
    return new MillraceException(
        ApiError.CHECKPOINT_FAILED,
        "checkpoint "
            + id
            + " cannot be written to "
            + path()
            + ": "
            + e
            + ". This attempt is given up. Look after the disk; the next checkpoint starts anew.",
        e);
  }

  private final class OpenFile implements NewFile {
    private final String name;
    private final Checksums checksums = new Checksums();
    private FileAccess.@Nullable Writer writer;

    OpenFile(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      step(() -> writer().write(bytes, offset, length));
      checksums.update(bytes, offset, length);
      bytesWritten += length;
    }

    private FileAccess.Writer writer() {
      if (writer == null) {
        throw new MillraceException(ApiError.BUG, "file " + name + " is closed.");
      }
      return writer;
    }

    /* The failure that counts was told; this one would hide it. */
    private void release(FileAccess.Writer closing) {
      try {
        closing.close();
      } catch (IOException e) {
        if (failure != null) {
          failure.addSuppressed(e);
        }
      }
    }

    @Override
    public long position() {
      return checksums.length();
    }

    @Override
    public void close() {
      FileAccess.Writer closing = writer;
      writer = null;
      if (closing == null) {
        return;
      }
      open.remove(this);
      if (failure != null) {
        release(closing);
        return;
      }
      step(
          () -> {
            try (closing) {
              closing.force();
            }
            written.put(name, checksums.file(name));
          });
    }
  }
}
