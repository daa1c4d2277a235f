package io.millrace.testkit;

import io.millrace.api.environment.FileAccess;
import io.millrace.testkit.FileOperation.Kind;
import io.millrace.testkit.SimulatedDisk.DirectoryNode;
import io.millrace.testkit.SimulatedDisk.FileNode;
import io.millrace.testkit.SimulatedDisk.Node;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory on a disk that can lose power, tear, fill up and fail. It knows what would
 * survive: of each file the bytes that were forced, and of each directory the changes (files
 * created, linked, renamed, deleted) that were made before it was forced. What of the rest survives
 * a crash is for a {@link Survival} to say.
 *
 * <p>Forcing a directory also makes the directories on the way to it durable, as journalling file
 * systems do; {@link #strict} takes that away. Thread-safe.
 */
public final class InMemoryFiles implements FileAccess {
  private SimulatedDisk disk;
  private final Set<Path> locks = new HashSet<>();
  private final List<FileOperation> trace = new ArrayList<>();
  private boolean recording;
  private boolean strict;
  private Fault.Plan plan = Fault.Plan.NONE;
  private long operations;
  private long capacity = Long.MAX_VALUE;
  private boolean dead;

  /** Made by {@link SimulatedEnvironment}. */
  InMemoryFiles() {
    this(new SimulatedDisk());
    disk.createDirectories(Path.of("/"));
    disk.forceWay(Path.of("/"));
  }

  private InMemoryFiles(SimulatedDisk disk) {
    this.disk = disk;
  }

  /* ---- what a test does ---- */

  /**
   * From now on only what is said to be durable is: forcing a directory does nothing for others.
   */
  public synchronized void strict() {
    strict = true;
  }

  /** From now on faults happen as planned. */
  public synchronized void faults(Fault.Plan newPlan) {
    plan = newPlan;
  }

  /** How many bytes all files take; hard links count once. */
  public synchronized long used() {
    return disk.used();
  }

  /** From now on so many bytes fit onto the disk. */
  public synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /** From now on operations are written down, or not any more. */
  public synchronized void record(boolean records) {
    recording = records;
  }

  /** The operations that were written down, in order. */
  public synchronized List<FileOperation> trace() {
    return List.copyOf(trace);
  }

  /** How many operations there were. */
  public synchronized long operations() {
    return operations;
  }

  /**
   * The process dies at a moment at which it does nothing with files: from now on no operation
   * works, until {@link #crash} or {@link #killProcess} says what the next one finds. Gives what to
   * throw.
   *
   * @param where for people
   */
  public synchronized SimulatedCrash die(String where) {
    dead = true;
    return new SimulatedCrash(where);
  }

  /** True from the death of a process until the next one may begin. */
  public synchronized boolean dead() {
    return dead;
  }

  /** The process ends without having done anything more; the machine goes on. Locks are free. */
  public synchronized void killProcess() {
    locks.clear();
    dead = false;
  }

  /** What a machine finds after a power loss: everything that was not forced is gone. */
  public synchronized void losePower() {
    crash(Survival.nothing());
  }

  /** The machine crashes and comes back with what survives. Locks are free. */
  public synchronized void crash(Survival survival) {
    disk = disk.afterCrash(survival);
    killProcess();
  }

  /** In how many ways {@link Survival#numbered} can answer now. */
  public synchronized long crashStates() {
    return disk.crashStates();
  }

  /** A disk as this one would be after a crash, without faults; this one goes on. */
  public synchronized InMemoryFiles afterCrash(Survival survival) {
    InMemoryFiles copy = new InMemoryFiles(disk.afterCrash(survival));
    copy.strict = strict;
    return copy;
  }

  /** Flips bits of one byte of a file, as a bad disk does. Twice is as if nothing had happened. */
  public synchronized void damage(Path file, int at, int bits) throws IOException {
    disk.damage(file(file), at, bits);
  }

  /** Cuts a file. */
  public synchronized void truncate(Path file, int length) throws IOException {
    disk.truncate(file(file), length);
  }

  /* ---- what a program does ---- */

  @Override
  public synchronized InputStream read(Path file, long offset) throws IOException {
    begin(Kind.READ, file);
    FileNode node = file(file);
    int from = (int) Math.min(offset, node.length());
    return new ByteArrayInputStream(node.bytes(), from, node.length() - from);
  }

  @Override
  public synchronized Writer create(Path file) throws IOException {
    begin(Kind.CREATE, file);
    checkRoom(file);
    checkFree(file);
    FileNode node = new FileNode(file.toString());
    disk.put("create " + file, file, node);
    return new MemoryWriter(file, node);
  }

  @Override
  public synchronized List<Path> list(Path directory) throws IOException {
    begin(Kind.LIST, directory);
    List<Path> entries = new ArrayList<>();
    disk.list(directory(directory)).forEach(name -> entries.add(directory.resolve(name)));
    return entries;
  }

  @Override
  public synchronized boolean exists(Path path) {
    return disk.find(path) != null;
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    return disk.find(path) instanceof DirectoryNode;
  }

  @Override
  public synchronized long size(Path file) throws IOException {
    begin(Kind.SIZE, file);
    return file(file).length();
  }

  @Override
  public synchronized void createDirectories(Path directory) throws IOException {
    begin(Kind.CREATE_DIRECTORY, directory);
    for (Path path = directory; path != null; path = path.getParent()) {
      if (disk.find(path) instanceof FileNode) {
        throw new FileAlreadyExistsException(path.toString());
      }
    }
    if (!isDirectory(directory)) {
      checkRoom(directory);
      disk.createDirectories(directory);
    }
  }

  @Override
  public synchronized void rename(Path from, Path to) throws IOException {
    begin(Kind.RENAME, to);
    Node node = disk.find(from);
    if (node == null || disk.parent(to) == null) {
      throw new NoSuchFileException(from.toString(), to.toString(), "renaming");
    }
    if (disk.find(to) instanceof DirectoryNode) {
      throw new FileAlreadyExistsException(to.toString());
    }
    disk.rename(from, to, node);
  }

  @Override
  public synchronized void link(Path existing, Path name) throws IOException {
    begin(Kind.LINK, name);
    checkRoom(name);
    checkFree(name);
    disk.put("link " + existing + " as " + name, name, file(existing));
  }

  @Override
  public synchronized @Nullable Closeable lock(Path file) throws IOException {
    begin(Kind.LOCK, file);
    if (disk.find(file) == null) {
      checkRoom(file);
      checkFree(file);
      disk.put("create " + file, file, new FileNode(file.toString()));
    }
    if (!locks.add(file)) {
      return null;
    }
    return () -> {
      synchronized (InMemoryFiles.this) {
        locks.remove(file);
      }
    };
  }

  @Override
  public synchronized void delete(Path path) throws IOException {
    begin(Kind.DELETE, path);
    Node node = disk.find(path);
    if (node instanceof DirectoryNode directory && !disk.list(directory).isEmpty()) {
      throw new DirectoryNotEmptyException(path.toString());
    }
    if (node != null) {
      disk.delete(path);
    }
  }

  @Override
  public synchronized void force(Path file) throws IOException {
    force(file, file(file));
  }

  private void force(Path file, FileNode node) throws IOException {
    try {
      begin(Kind.FORCE, file);
    } catch (IOException e) {
      disk.lose(node);
      throw e;
    }
    disk.force(node);
  }

  @Override
  public synchronized void forceDirectory(Path directory) throws IOException {
    begin(Kind.FORCE_DIRECTORY, directory);
    disk.force(directory(directory));
    if (!strict) {
      disk.forceWay(directory);
    }
  }

  private void begin(Kind kind, Path path) throws IOException {
    FileOperation operation = new FileOperation(operations + 1, kind, path);
    if (dead) {
      throw new SimulatedCrash(operation);
    }
    operations++;
    if (recording) {
      trace.add(operation);
    }
    Fault fault = plan.at(operation);
    if (fault == Fault.CRASH) {
      dead = true;
      throw new SimulatedCrash(operation);
    }
    if (fault != null) {
      throw fault.exception(operation);
    }
  }

  private void checkRoom(Path path) throws IOException {
    if (disk.used() >= capacity) {
      throw Fault.ENOSPC.exception(new FileOperation(operations, Kind.CREATE, path));
    }
  }

  private void checkFree(Path path) throws IOException {
    if (exists(path)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    if (disk.parent(path) == null) {
      throw new NoSuchFileException(String.valueOf(path.getParent()));
    }
  }

  private FileNode file(Path file) throws IOException {
    if (disk.find(file) instanceof FileNode node) {
      return node;
    }
    throw new NoSuchFileException(file.toString());
  }

  private DirectoryNode directory(Path directory) throws IOException {
    if (disk.find(directory) instanceof DirectoryNode node) {
      return node;
    }
    throw new NoSuchFileException(directory.toString());
  }

  private final class MemoryWriter implements Writer {
    private final Path file;
    private final FileNode node;

    MemoryWriter(Path file, FileNode node) {
      this.file = file;
      this.node = node;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      synchronized (InMemoryFiles.this) {
        try {
          begin(Kind.WRITE, file);
        } catch (IOException e) {
          disk.append(node, bytes, offset, length / 2);
          throw e;
        }
        int room = (int) Math.max(0, Math.min(length, capacity - disk.used()));
        disk.append(node, bytes, offset, room);
        if (room < length) {
          checkRoom(file);
        }
      }
    }

    @Override
    public long position() {
      synchronized (InMemoryFiles.this) {
        return node.length();
      }
    }

    @Override
    public void force() throws IOException {
      synchronized (InMemoryFiles.this) {
        InMemoryFiles.this.force(file, node);
      }
    }

    @Override
    public void close() {}
  }
}
