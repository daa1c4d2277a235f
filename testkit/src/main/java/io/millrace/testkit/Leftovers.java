package io.millrace.testkit;

import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.spi.ProviderLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this process holds at one moment that somebody has to let go of: threads, open files below
 * the working and the temporary directory (where {@code /proc} tells them), native objects of state
 * backends, direct buffers, and the temporary directories of state backends. Thread-safe.
 */
public final class Leftovers {
  /*
   * The JDK keeps a few direct buffers for each thread that does I/O with buffers on the heap; they go with the thread, or
   * never if that is the one that runs the tests.
   */
  private static final long KEPT_BUFFERS = 32;
  private static final long KEPT_BYTES = 8L << 20;

  /** Threads that the JDK and JUnit start on demand and end by themselves. */
  private static final List<String> OF_OTHERS =
      List.of(
          "process reaper",
          "ForkJoinPool.commonPool-",
          "Cleaner-",
          "Attach Listener",
          "CompletableFutureDelayScheduler",
          "junit-jupiter-timeout-watcher");

  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  private final Set<Thread> threads;
  private final Map<String, String> files;
  private final Map<String, Integer> handles;
  private final Set<Path> directories;
  private final BufferPoolMXBean direct;
  private final long buffers;
  private final long bufferBytes;

  private Leftovers() {
    threads = threads();
    files = openFiles();
    handles = openHandles();
    directories = directories();
    direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElseThrow();
    buffers = direct.getCount();
    bufferBytes = direct.getMemoryUsed();
  }

  /** What there is now. */
  public static Leftovers now() {
    return new Leftovers();
  }

  /**
   * What has come since and is still there, a line for each; empty if nothing is.
   *
   * @param patience how long to wait for what is on its way out
   */
  public List<String> since(Duration patience) {
    long start = System.nanoTime();
    List<String> left = left();
    while (!left.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return left;
      }
      left = left();
    }
    return left;
  }

  private List<String> left() {
    List<String> left = new ArrayList<>();
    for (Thread thread : threads()) {
      if (!threads.contains(thread)) {
        String stack =
            Arrays.stream(thread.getStackTrace())
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        left.add("  thread '" + thread.getName() + "'" + stack);
      }
    }
    openFiles()
        .forEach(
            (descriptor, file) -> {
              if (!file.equals(files.get(descriptor))) {
                left.add("  open file " + file);
              }
            });
    openHandles()
        .forEach(
            (backend, count) -> {
              int before = handles.getOrDefault(backend, 0);
              if (count > before) {
                left.add("  " + (count - before) + " native objects of backend '" + backend + "'");
              }
            });
    directories().stream()
        .filter(directory -> !directories.contains(directory))
        .forEach(directory -> left.add("  temporary directory " + directory));
    if (tooManyBuffers()) {
      System.gc(); // what nobody reaches any more is no leak
      if (tooManyBuffers()) {
        left.add(
            "  direct buffers: "
                + (direct.getCount() - buffers)
                + " more, "
                + (direct.getMemoryUsed() - bufferBytes)
                + " bytes more");
      }
    }
    return left;
  }

  private boolean tooManyBuffers() {
    return direct.getCount() - buffers > KEPT_BUFFERS
        || direct.getMemoryUsed() - bufferBytes > KEPT_BYTES;
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> OF_OTHERS.stream().noneMatch(thread.getName()::startsWith))
        .filter(thread -> !waitsForAsynchronousChannels(thread))
        .collect(Collectors.toCollection(HashSet::new));
  }

  /**
   * The JDK's pool for asynchronous channels (those who unpack a database use them) keeps threads
   * without a name of their own for a minute. Threads of the engine have names.
   */
  private static boolean waitsForAsynchronousChannels(Thread thread) {
    return thread.isDaemon()
        && thread.getName().matches("(Innocuous)?Thread-\\d+")
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(
                frame ->
                    frame.getClassName().equals(ThreadPoolExecutor.class.getName())
                        && frame.getMethodName().equals("getTask"));
  }

  /** By descriptor. */
  private static Map<String, String> openFiles() {
    Map<String, String> open = new TreeMap<>();
    if (!Files.isDirectory(OPEN_FILES)) {
      return open;
    }
    List<Path> ours = List.of(temporary(), Path.of("").toAbsolutePath());
    try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
      for (Path descriptor : descriptors.toList()) {
        String file = target(descriptor);
        // Class paths stay open, and so does what JUnit and Maven write.
        if (ours.stream().anyMatch(dir -> file.startsWith(dir + "/"))
            && !file.endsWith(".jar")
            && !file.contains("surefire")) {
          open.put(descriptor.getFileName().toString(), file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open;
  }

  /** What a descriptor stands for; empty if it was closed meanwhile. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<String, Integer> openHandles() {
    Map<String, Integer> open = new TreeMap<>();
    ProviderLoader.all(StateBackendProvider.class)
        .forEach((name, backend) -> open.put(name, backend.openHandles()));
    return open;
  }

  /** Temporary directories of state backends carry the process's number in their name. */
  private static Set<Path> directories() {
    String ours = "-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> entries = Files.list(temporary())) {
      return entries
          .filter(
              path -> {
                String name = path.getFileName().toString();
                return name.startsWith("millrace-") && name.contains(ours);
              })
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }
}
