package io.millrace.benchmarks.report;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An engine in a process of its own, asked line by line. Single-threaded. */
final class EngineProcess implements AutoCloseable {
  private static final String MARK = "@@ ";

  private final EngineKind kind;
  private final Process process;
  private final BufferedReader answers;
  private final Path log;

  /**
   * Starts it.
   *
   * @param cores how many cores it may use; 0 for all
   */
  EngineProcess(EngineKind kind, Path root, List<String> flags, int cores, Path log)
      throws IOException {
    this.kind = kind;
    this.log = log;
    List<String> command = new ArrayList<>();
    if (cores > 0) {
      command.addAll(List.of("taskset", "-c", cores == 1 ? "0" : "0-" + (cores - 1)));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath(kind, root), kind.main()));
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private static String classPath(EngineKind kind, Path root) throws IOException {
    String module = kind.module();
    if (module == null) {
      return root.resolve("benchmarks/target/benchmarks.jar").toString();
    }
    Path target = root.resolve("benchmarks/peers").resolve(module).resolve("target");
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("classpath.txt")).strip();
  }

  EngineKind kind() {
    return kind;
  }

  /** Asks for something and waits for the answer. */
  String ask(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
      String answer = next();
      while (answer != null && !answer.startsWith(MARK)) {
        answer = next();
      }
      if (answer == null) {
        return "failed the process of " + kind.name() + " has ended; see " + log;
      }
      return answer.substring(MARK.length());
    } catch (IOException e) {
      return "failed " + e.getMessage() + "; see " + log;
    }
  }

  private @Nullable String next() throws IOException {
    return answers.readLine();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
