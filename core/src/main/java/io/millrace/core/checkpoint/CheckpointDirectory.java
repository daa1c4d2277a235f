package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which a job keeps its checkpoints, owned by one process at a time.
 *
 * <pre>
 *   OWNER                          who owns it, with an epoch that rises at each opening
 *   LOCK-EPOCH                     held by the operating system while that owner lives
 *   chk-NUMBER-EPOCH-ATTEMPT/      a checkpoint if it has a MANIFEST, else an unfinished attempt
 *   savepoints/NAME/               the same under a name of its own
 * </pre>
 *
 * <p>Data files are named {@code EPOCH-NUMBER-SEQUENCE.SUFFIX}, and no name is ever used for
 * another content. Each checkpoint is complete in itself: a file that did not change has a hard
 * link in it, so deleting an old checkpoint is deleting its directory.
 *
 * <ul>
 *   <li><b>Threads:</b> thread-safe; an attempt belongs to one thread at a time.
 *   <li><b>Cost:</b> {@link #newest} reads a manifest, {@link #read} every byte, {@link #cleanUp}
 *       lists the directory.
 *   <li><b>Fails:</b> {@code CHECKPOINT_LOCKED} when opened while another process owns it, {@code
 *       FENCED} from the moment another process took it over, {@code CHECKPOINT_FAILED} when the
 *       disk does.
 * </ul>
 */
public final class CheckpointDirectory implements AutoCloseable {
  private final FileAccess files;
  private final Path root;
  private final Ownership ownership;
  private final CheckpointReader reader;
  private final AtomicLong names = new AtomicLong();
  private final AtomicLong attempts = new AtomicLong();
  private final Set<Path> active = new HashSet<>();
  /* The files of checkpoints this process wrote or read, by checkpoint, the latest last. */
  private final Map<Path, Map<String, Manifest.DataFile>> known = new LinkedHashMap<>();

  private CheckpointDirectory(FileAccess files, Path root, Ownership ownership) {
    this.files = files;
    this.root = root;
    this.ownership = ownership;
    this.reader = new CheckpointReader(files);
  }

  /**
   * Opens a directory for a job, as its only owner; creates it if need be. What former owners left
   * unfinished is deleted.
   *
   * @param job the job's name, told to whoever finds the directory locked
   * @param takesOver open it even if a former owner still holds it; whatever that one then tries to
   *     complete fails
   */
  public static CheckpointDirectory open(
      Environment environment, Path directory, String job, boolean takesOver) {
    FileAccess files = environment.files();
    try {
      files.createDirectoriesDurably(directory);
      Ownership ownership = Ownership.claim(environment, directory, job, takesOver);
      CheckpointDirectory opened = new CheckpointDirectory(files, directory, ownership);
      try {
        opened.removeUnfinished();
        ownership.countFrom(opened.highestId() + 1);
        return opened;
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException e) {
      throw failed("opened", directory, e);
    }
  }

  /** The epoch of this owner. */
  public long ownerEpoch() {
    return ownership.epoch();
  }

  /** Fails with {@code FENCED} if another process has taken the directory over. */
  public void checkStillOwned() {
    try {
      ownership.check();
    } catch (IOException e) {
      throw failed("read", root, e);
    }
  }

  /**
   * The newest complete checkpoint, or null; of a savepoint the ordinary checkpoint it was copied
   * from. Its manifest is verified, its data files are not: {@link #read} does that. A damaged
   * manifest is an error: going back to an older checkpoint is for people to decide.
   */
  public @Nullable Path newest() {
    return newest(complete -> true);
  }

  /** The same of those that this owner made, so of none that it chose to go back behind. */
  public @Nullable Path newestOfOwner() {
    return newest(complete -> complete.epoch() == ownership.epoch());
  }

  private @Nullable Path newest(Predicate<Layout.Numbered> which) {
    try {
      List<Layout.Numbered> complete = complete();
      complete.removeIf(which.negate());
      if (complete.isEmpty()) {
        return null;
      }
      Path newest = complete.get(complete.size() - 1).path();
      makeDurable(newest);
      reader.manifest(newest);
      return newest;
    } catch (IOException e) {
      throw failed("read", root, e);
    }
  }

  /*
   * A manifest that is there may have been renamed by a process that died before it forced the
   * directory. Who builds on it must be sure that it stays.
   */
  private void makeDurable(Path checkpoint) throws IOException {
    files.forceDirectory(checkpoint);
    files.forceDirectory(parent(checkpoint));
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? Path.of("") : parent;
  }

  private List<Layout.Numbered> complete() throws IOException {
    List<Layout.Numbered> complete = new ArrayList<>();
    for (Layout.Numbered numbered : Layout.numbered(files, root)) {
      if (ownership.counts(numbered.epoch(), numbered.id())
          && Layout.isComplete(files, numbered.path())) {
        complete.add(numbered);
      }
    }
    return complete;
  }

  /** The highest number any checkpoint or savepoint here has, 0 for none. */
  public long highestId() {
    try {
      long highest = 0;
      for (Layout.Numbered numbered : Layout.numbered(files, root)) {
        highest = Math.max(highest, numbered.id());
      }
      for (Path savepoint : Layout.savepoints(files, root)) {
        highest = Math.max(highest, idOf(savepoint));
      }
      return highest;
    } catch (IOException e) {
      throw failed("read", root, e);
    }
  }

  /* A damaged savepoint is an error for whoever restores from it, not for all others. */
  private long idOf(Path savepoint) {
    if (!Layout.isComplete(files, savepoint)) {
      return 0;
    }
    try {
      return reader.manifest(savepoint).id();
    } catch (MillraceException e) {
      return 0;
    }
  }

  /** Reads a checkpoint and verifies every byte of it. It may lie in another directory. */
  public StoredCheckpoint read(Path checkpoint) {
    StoredCheckpoint stored = reader.read(checkpoint);
    try {
      if (checkpoint.startsWith(root)) {
        makeDurable(checkpoint);
      }
    } catch (IOException e) {
      throw failed("read", checkpoint, e);
    }
    remember(checkpoint, stored.manifest());
    return stored;
  }

  /**
   * Begins a checkpoint.
   *
   * @param id its number, higher than {@link #highestId}
   * @param savepoint its name; null for an ordinary one
   */
  public CheckpointAttempt begin(long id, @Nullable String savepoint) {
    String attempt = ownership.epoch() + "-" + attempts.incrementAndGet();
    Path path = Layout.checkpoint(root, id, attempt);
    Path copy = savepoint == null ? null : savepointPath(savepoint);
    CheckpointAttempt begun = new CheckpointAttempt(this, id, attempt, path, copy);
    try {
      ownership.check();
      if (copy != null) {
        files.createDirectoriesDurably(root.resolve(Layout.SAVEPOINTS));
        makeRoom(copy);
      }
      started(begun);
      files.createDirectories(path);
      return begun;
    } catch (IOException e) {
      ended(begun);
      throw failed("begun", path, e);
    }
  }

  private Path savepointPath(String name) {
    if (!Layout.isSavepointName(name)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a savepoint's name is made of letters, digits, '_', '-' and '.', and begins with none of"
              + " the last two; it has at most 101 of them. Another one was given.");
    }
    return root.resolve(Layout.SAVEPOINTS).resolve(name);
  }

  private void makeRoom(Path path) throws IOException {
    boolean taken;
    synchronized (active) {
      taken = active.contains(path);
    }
    if (!taken && files.exists(path)) {
      taken = !Removal.isAttempt(files, path) || !Removal.unfinished(files, path);
    }
    if (taken) {
      throw new MillraceException(
          ApiError.ID_TAKEN,
          "a savepoint named '" + Layout.name(path) + "' is in " + root + ". Choose another name.");
    }
  }

  /**
   * Deletes what is not needed any more: all but the newest {@code retained} complete checkpoints,
   * and what is left of attempts that came to nothing. Computed from what lies on the disk. Never
   * touches savepoints.
   *
   * @return the directories it deleted
   */
  public List<Path> cleanUp(int retained) {
    try {
      ownership.check();
      List<Path> deleted = new ArrayList<>(removeUnfinished());
      List<Layout.Numbered> complete = complete();
      int keptFrom = Math.max(0, complete.size() - Math.max(1, retained));
      if (keptFrom > 0) {
        makeDurable(complete.get(complete.size() - 1).path());
      }
      for (Layout.Numbered old : complete.subList(0, keptFrom)) {
        forget(old.path());
        Removal.complete(files, old.path());
        deleted.add(old.path());
      }
      if (keptFrom > 0) {
        files.forceDirectory(root);
      }
      return deleted;
    } catch (IOException e) {
      throw failed("cleaned up", root, e);
    }
  }

  /* Attempts that nobody works on, and checkpoints of fenced owners. */
  private List<Path> removeUnfinished() throws IOException {
    List<Path> deleted = new ArrayList<>();
    for (Layout.Numbered numbered : Layout.numbered(files, root)) {
      if (!ownership.counts(numbered.epoch(), numbered.id())) {
        Removal.complete(files, numbered.path());
        deleted.add(numbered.path());
      } else if (isAbandoned(numbered.path()) && Removal.unfinished(files, numbered.path())) {
        deleted.add(numbered.path());
      }
    }
    for (Path savepoint : Layout.savepoints(files, root)) {
      if (isAbandoned(savepoint)
          && Removal.isAttempt(files, savepoint)
          && Removal.unfinished(files, savepoint)) {
        deleted.add(savepoint);
      }
    }
    if (!deleted.isEmpty()) {
      files.forceDirectory(root);
    }
    return deleted;
  }

  private boolean isAbandoned(Path path) {
    synchronized (active) {
      return !active.contains(path) && !Layout.isComplete(files, path);
    }
  }

  FileAccess files() {
    return files;
  }

  void checkOwnership() throws IOException {
    ownership.check();
  }

  String newName(long id, String suffix) {
    if (!Layout.isSuffix(suffix)) {
      throw new MillraceException(
          ApiError.BUG, "'" + suffix + "' is no suffix of a data file: letters, digits, '.-_'.");
    }
    return Layout.dataFile(ownership.epoch(), id, names.incrementAndGet(), suffix);
  }

  /** Where a file of that name lies, the latest checkpoint first. */
  List<KnownFile> known(String name) {
    synchronized (known) {
      List<KnownFile> found = new ArrayList<>();
      known.forEach(
          (checkpoint, names) -> {
            Manifest.DataFile file = names.get(name);
            if (file != null) {
              found.add(0, new KnownFile(checkpoint, file));
            }
          });
      return found;
    }
  }

  void remember(Path checkpoint, Manifest manifest) {
    Map<String, Manifest.DataFile> byName = new TreeMap<>();
    manifest.files().forEach(file -> byName.put(file.name(), file));
    synchronized (known) {
      known.remove(checkpoint);
      known.put(checkpoint, byName);
    }
  }

  private void forget(Path checkpoint) {
    synchronized (known) {
      known.remove(checkpoint);
    }
  }

  private void started(CheckpointAttempt attempt) {
    synchronized (active) {
      active.add(attempt.path());
      if (attempt.savepointPath() != null) {
        active.add(attempt.savepointPath());
      }
    }
  }

  void ended(CheckpointAttempt attempt) {
    synchronized (active) {
      active.remove(attempt.path());
      if (attempt.savepointPath() != null) {
        active.remove(attempt.savepointPath());
      }
    }
  }

  private static MillraceException failed(String what, Path path, IOException e) {
    return new MillraceException(
        ApiError.CHECKPOINT_FAILED,
        path + " cannot be " + what + ": " + e + ". Look after the disk and its permissions.",
        e);
  }

  /** Lets go of the directory, for others to open it. */
  @Override
  public void close() {
    try {
      ownership.close();
    } catch (IOException e) {
      throw failed("closed", root, e);
    }
  }
}
