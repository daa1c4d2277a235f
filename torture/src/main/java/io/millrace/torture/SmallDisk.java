package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A small disk: a tmpfs, where this process may mount one. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "16m";

  private static final Set<SmallDisk> MOUNTED = ConcurrentHashMap.newKeySet();

  static {
    // Lazily, as this process may have files open there when it is told to end.
    Thread unmounting =
        new Thread(
            () -> MOUNTED.forEach(disk -> call("umount", "-l", disk.directory.toString())),
            "unmount");
    Runtime.getRuntime().addShutdownHook(unmounting);
  }

  private final Path directory;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** Mounts one on a directory, which is made; null if this process may not. */
  static @Nullable SmallDisk mount(Path directory) throws IOException {
    Files.createDirectories(directory);
    SmallDisk disk = new SmallDisk(directory);
    MOUNTED.add(disk);
    if (call("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", directory.toString()) == 0) {
      return disk;
    }
    MOUNTED.remove(disk);
    return null;
  }

  @Override
  public void close() throws IOException {
    if (call("umount", directory.toString()) != 0) {
      throw new IOException(directory + " could not be unmounted");
    }
    MOUNTED.remove(this);
  }

  private static int call(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1; // There is no such command here.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
