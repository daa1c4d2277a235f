package io.millrace.conformance;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code conformance DIR}: runs every vector of every {@code *.json} file of a folder
 * on the embedded engine. Prints a line for each vector that failed, and last how many passed and
 * failed. Knows families of vectors, no single one of them.
 *
 * <p>Exit codes: 0 if none failed, 1 if some did, 2 if there was nothing to run.
 */
public final class Conformance {
  private static final String USAGE =
      "usage: conformance DIR [--skip-family NAME]... [--backend NAME]";

  private Conformance() {}

  /** Runs the command. */
  public static void main(String[] args) {
    int code = run(args, System.out, System.err);
    System.out.flush();
    System.exit(code);
  }

  /** Runs the command and gives its exit code. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    Set<String> skipped = new HashSet<>();
    String folder = null;
    String backend = "memory";
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--skip-family") && i + 1 < args.length) {
        skipped.add(args[++i]);
      } else if (args[i].equals("--backend") && i + 1 < args.length) {
        backend = args[++i];
      } else if (!args[i].startsWith("-") && folder == null) {
        folder = args[i];
      } else {
        err.println(USAGE);
        return 2;
      }
    }
    return run(folder, skipped, backend, out, err);
  }

  private static int run(
      @Nullable String folder,
      Set<String> skipped,
      String backend,
      PrintStream out,
      PrintStream err) {
    if (folder == null) {
      err.println(USAGE);
      return 2;
    }
    Path path = Path.of(folder);
    if (!Files.isDirectory(path)) {
      err.println("conformance: " + folder + " is no folder. Give the folder of the vectors.");
      return 2;
    }
    Tally tally = new Tally(Divergences.ours(), skipped, backend, out);
    try {
      List<Path> files = VectorReader.files(path);
      files.forEach(tally::file);
    } catch (IOException e) {
      err.println("conformance: " + folder + " cannot be listed: " + e.getMessage());
      return 2;
    }
    if (tally.passed() + tally.failed() + tally.diverged() + tally.skipped() == 0) {
      err.println("conformance: " + folder + " holds no vectors (*.json). Nothing was run.");
      return 2;
    }
    tally.print();
    return tally.failed() == 0 ? 0 : 1;
  }
}
