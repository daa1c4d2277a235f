package io.millrace.core.checkpoint;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Being the only one who writes to a checkpoint directory. Thread-safe: immutable after {@link
 * #claim} but for {@link #countFrom}, which belongs to the thread that opens.
 */
final class Ownership implements Closeable {
  /*
   * Each epoch has a lock of its own, held while its owner lives, and OWNER tells the epoch that
   * counts. A directory is free if the lock of that epoch is. Who opens it takes the lock of a new
   * epoch, higher than any trace of an earlier one, and then writes OWNER. That also works when the
   * former owner is still there and holds its lock (takesOver): it finds an epoch in OWNER that is
   * not its own before its next checkpoint counts. With one lock for all, a second owner would
   * stand there without one.
   */
  private static final String REMEDY =
      "If no process works with that directory, delete the file; the checkpoints are not touched.";

  private final FileAccess files;
  private final Path root;
  private final Closeable lock;
  private volatile Owner owner;

  private Ownership(FileAccess files, Path root, Closeable lock, Owner owner) {
    this.files = files;
    this.root = root;
    this.lock = lock;
    this.owner = owner;
  }

  /** Takes the directory. */
  static Ownership claim(Environment environment, Path root, String job, boolean takesOver)
      throws IOException {
    FileAccess files = environment.files();
    Owner former = read(files, root);
    long formerEpoch = former == null ? 0 : former.epoch();
    // Held until OWNER is written, so that of two who open at once one sees the other.
    Closeable formerLock = files.lock(root.resolve(Layout.lock(formerEpoch)));
    if (formerLock == null && !takesOver) {
      throw locked(root, former);
    }
    try {
      Ownership ownership = claimEpoch(environment, root, job, former, takesOver);
      ownership.forget(formerEpoch);
      return ownership;
    } finally {
      if (formerLock != null) {
        formerLock.close();
      }
    }
  }

  private static Ownership claimEpoch(
      Environment environment, Path root, String job, @Nullable Owner former, boolean takesOver)
      throws IOException {
    FileAccess files = environment.files();
    long epoch = highestEpoch(files, root, former) + 1;
    Closeable lock = files.lock(root.resolve(Layout.lock(epoch)));
    if (lock == null) {
      // Somebody is about to become the owner of that epoch.
      if (!takesOver) {
        throw locked(root, former);
      }
      return claimEpoch(environment, root, job, former, true);
    }
    try {
      ProcessIdentity process = environment.process();
      Owner owner =
          new Owner(
              epoch,
              job,
              process.pid(),
              process.host(),
              environment.time().wallMillis(),
              former == null ? 0 : former.cutEpoch(),
              former == null ? 0 : former.cutId());
      Ownership ownership = new Ownership(files, root, lock, owner);
      ownership.write(former == null ? 0 : former.epoch());
      // Somebody may have taken a higher epoch in the moment between the look at OWNER and the
      // renaming. Of those two none stays: one finds the lock, the other finds OWNER.
      if (highestEpoch(files, root, null) > epoch) {
        throw new MillraceException(
            ApiError.FENCED,
            "checkpoint directory "
                + root
                + " was opened by two processes in one moment. This is one of them, "
                + owner.describe()
                + ": let it end, and start one again.");
      }
      return ownership;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static long highestEpoch(FileAccess files, Path root, @Nullable Owner former)
      throws IOException {
    // OWNER may have been deleted by hand, but names made in an epoch must never be made again.
    long highest = former == null ? 0 : former.epoch();
    for (Path path : files.list(root)) {
      highest = Math.max(highest, Layout.lockEpoch(path));
    }
    for (Layout.Numbered numbered : Layout.numbered(files, root)) {
      highest = Math.max(highest, numbered.epoch());
    }
    return highest;
  }

  private static MillraceException locked(Path root, @Nullable Owner owner) {
    return new MillraceException(
        ApiError.CHECKPOINT_LOCKED,
        "checkpoint directory "
            + root
            + " is owned by "
            + (owner == null ? "a process that just opens it" : owner.describe())
            + ". Stop that process, use another directory, or, if it cannot be stopped, take the"
            + " directory over with CheckpointOptions.takeOver().");
  }

  private static @Nullable Owner read(FileAccess files, Path root) throws IOException {
    Path path = root.resolve(Layout.OWNER);
    return files.exists(path)
        ? SealedJson.read(files, path, Owner.MAGIC, Owner.FORMAT, Owner.class, REMEDY)
        : null;
  }

  /** Writes OWNER, unless it is not any more as it was. */
  private void write(long epochBefore) throws IOException {
    Path half = root.resolve(Layout.OWNER + "." + owner.epoch() + ".tmp");
    byte[] bytes = SealedJson.write(Owner.MAGIC, Owner.FORMAT, owner);
    files.delete(half);
    try (FileAccess.Writer out = files.create(half)) {
      out.write(bytes, 0, bytes.length);
      out.force();
    }
    Owner now = read(files, root);
    if ((now == null ? 0 : now.epoch()) != epochBefore) {
      throw fenced(now);
    }
    files.rename(half, root.resolve(Layout.OWNER));
    files.forceDirectory(root);
  }

  /** Deletes the traces of owners before the former one, whose locks nobody asks for any more. */
  private void forget(long formerEpoch) throws IOException {
    for (Path path : files.list(root)) {
      String name = Layout.name(path);
      long epoch = Layout.lockEpoch(path);
      if ((epoch >= 0 && epoch < formerEpoch)
          || (name.startsWith(Layout.OWNER + ".") && name.endsWith(".tmp"))) {
        files.delete(path);
      }
    }
  }

  /** The epoch of this owner. */
  long epoch() {
    return owner.epoch();
  }

  /** Checkpoints of earlier owners do not count from that number on. */
  void countFrom(long firstId) throws IOException {
    owner = owner.countingFrom(firstId);
    write(owner.epoch());
  }

  /** Whether a checkpoint of that epoch and number counts. */
  boolean counts(long epoch, long id) {
    return owner.counts(epoch, id);
  }

  /** Whether we still are the owner; {@code FENCED} if not. */
  void check() throws IOException {
    Owner now = read(files, root);
    if (now == null || now.epoch() != owner.epoch()) {
      throw fenced(now);
    }
  }

  private MillraceException fenced(@Nullable Owner now) {
    return new MillraceException(
        ApiError.FENCED,
        "checkpoint directory "
            + root
            + " was taken from "
            + owner.describe()
            + " by "
            + (now == null ? "somebody who deleted its file OWNER" : now.describe())
            + ". This process must not write any more: let it end.");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
