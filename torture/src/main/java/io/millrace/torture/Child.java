package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A JVM of its own that can be killed the hard way. */
final class Child implements AutoCloseable {
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    // Whoever is told to end takes them along: one that is stopped would stay for ever.
    Thread killing = new Thread(() -> STARTED.forEach(Process::destroyForcibly), "kill children");
    Runtime.getRuntime().addShutdownHook(killing);
  }

  private final Process process;
  private final Path log;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static Child start(Class<?> main, Arguments arguments, Path log) throws IOException {
    return start(main, arguments, log, List.of("-Xmx512m"));
  }

  /** The same with those options for its heap. */
  static Child start(Class<?> main, Arguments arguments, Path log, List<String> heap)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(heap);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments.toList());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process started = builder.start();
    STARTED.add(started);
    return new Child(started, log);
  }

  boolean alive() {
    return process.isAlive();
  }

  /** The processor time it has used so far, milliseconds. */
  long cpuMs() {
    return process.info().totalCpuDuration().orElseThrow().toMillis();
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** How it ended by itself; an error if it does not within that time. */
  int await(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "the process did not end within " + seconds + " s; its output is in " + log);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
