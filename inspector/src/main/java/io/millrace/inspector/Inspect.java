package io.millrace.inspector;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.checkpoint.CheckpointAccess;
import io.millrace.api.checkpoint.CheckpointAccessProvider;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.EnvironmentProvider;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.report.Json;
import io.millrace.api.report.TextTable;
import io.millrace.api.spi.ProviderLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Looks into checkpoints from the command line. Changes nothing and takes no lock, so it may look
 * at the directory of a job that runs; what that job deletes meanwhile it then does not find.
 *
 * <p>Exit code: 0 if all is well; 1 if something is damaged, not found, or if two checkpoints
 * differ; 2 for a wrong command line.
 */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    version = "millrace inspect",
    description = {
      "Looks into checkpoints and savepoints. DIR is one of them, or a checkpoint directory, of",
      "which the newest checkpoint is taken. It shows the content of state: mind who reads it."
    })
public final class Inspect {
  private static final String CURE = "Add millrace-core to the class path.";

  private final CheckpointAccess checkpoints;

  @Spec private @Nullable CommandSpec spec;

  /** Looks at those files. */
  Inspect(FileAccess files) {
    this.checkpoints =
        ProviderLoader.named(CheckpointAccessProvider.class, "local", CURE).over(files);
  }

  /** Runs a command and ends the JVM. */
  public static void main(String[] arguments) {
    FileAccess files =
        ProviderLoader.named(EnvironmentProvider.class, "system", CURE).create().files();
    System.exit(commandLine(files).execute(arguments));
  }

  /** The command, for those files. */
  static CommandLine commandLine(FileAccess files) {
    return new CommandLine(new Inspect(files))
        .setExecutionStrategy(
            parsed -> {
              try {
                return new CommandLine.RunLast().execute(parsed);
              } finally {
                parsed.commandSpec().commandLine().getOut().flush();
              }
            })
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              if (!(e instanceof MillraceException)) {
                throw e;
              }
              line.getErr().println(e.getMessage());
              return 1;
            });
  }

  private PrintWriter out() {
    if (spec == null) {
      throw new MillraceException(ApiError.BUG, "used before picocli made it ready.");
    }
    return spec.commandLine().getOut();
  }

  @Command(name = "list", description = "Lists checkpoints and savepoints, oldest first.")
  int list(
      @Parameters(paramLabel = "DIR", description = "A checkpoint directory.") Path directory) {
    TextTable table = new TextTable("number", "taken", "files", "bytes", "name", "path");
    int damaged = 0;
    for (Path path : checkpoints.list(directory)) {
      try {
        Manifest manifest = checkpoints.manifest(path);
        table.row(
            Long.toString(manifest.id()),
            Instant.ofEpochMilli(manifest.createdMs()).toString(),
            Integer.toString(manifest.files().size()),
            TextTable.number(Description.bytes(manifest)),
            manifest.savepoint() == null ? "-" : manifest.savepoint(),
            path.toString());
      } catch (MillraceException e) {
        damaged++;
        table.row("?", "DAMAGED", "-", "-", "-", path.toString());
      }
    }
    out().print(table);
    return damaged == 0 ? 0 : 1;
  }

  @Command(
      name = "describe",
      description = "Tells what is in a checkpoint: sources, state, schemas.")
  int describe(
      @Parameters(paramLabel = "DIR", description = "A checkpoint or a directory of them.")
          Path directory,
      @Option(names = "--json", description = "The manifest as JSON.") boolean json) {
    StoredCheckpoint checkpoint = open(directory);
    if (json) {
      out().println(Json.write(checkpoint.manifest()));
    } else {
      new Description(checkpoint, out()).print();
    }
    return 0;
  }

  @Command(name = "dump", description = "Writes keyed state and timers as lines of JSON.")
  int dump(
      @Parameters(paramLabel = "DIR", description = "A checkpoint or a directory of them.")
          Path directory,
      @Option(
              names = "--state",
              paramLabel = "OPERATOR[/STATE]",
              description = "Only that operator, or only that state of it.")
          @Nullable String state) {
    new StateRows(open(directory), state).forEach(this::line);
    return 0;
  }

  @Command(name = "diff", description = "Writes what differs between two checkpoints, key by key.")
  int diff(
      @Parameters(paramLabel = "BEFORE", description = "A checkpoint or a directory of them.")
          Path before,
      @Parameters(paramLabel = "AFTER", description = "Another one.") Path after,
      @Option(
              names = "--state",
              paramLabel = "OPERATOR[/STATE]",
              description = "Only that operator, or only that state of it.")
          @Nullable String state) {
    Difference difference = new Difference(new StateRows(open(before), state));
    return difference.forEach(new StateRows(open(after), state), this::line) == 0 ? 0 : 1;
  }

  @Command(name = "verify", description = "Reads every byte and compares all checksums.")
  int verify(
      @Parameters(
              paramLabel = "DIR",
              description = "A checkpoint, or a directory, of which all are verified.")
          Path directory) {
    List<Path> paths =
        checkpoints.isComplete(directory) ? List.of(directory) : checkpoints.list(directory);
    int damaged = 0;
    for (Path path : paths) {
      try {
        Manifest manifest = checkpoints.read(path).manifest();
        out()
            .println(
                "whole    "
                    + path
                    + "  "
                    + Description.bytes(manifest)
                    + " bytes in "
                    + manifest.files().size()
                    + " files");
      } catch (MillraceException e) {
        damaged++;
        out().println("DAMAGED  " + path + "  " + e.getMessage());
      }
    }
    if (paths.isEmpty()) {
      throw none(directory);
    }
    return damaged == 0 ? 0 : 1;
  }

  private void line(ObjectNode row) {
    out().println(row);
  }

  private StoredCheckpoint open(Path directory) {
    if (checkpoints.isComplete(directory)) {
      return checkpoints.read(directory);
    }
    Path newest = null;
    for (Path path : checkpoints.list(directory)) {
      if (directory.equals(path.getParent())) {
        newest = path;
      }
    }
    if (newest == null) {
      throw none(directory);
    }
    return checkpoints.read(newest);
  }

  private static MillraceException none(Path directory) {
    return new MillraceException(
        ApiError.CHECKPOINT_NOT_FOUND,
        "no complete checkpoint is in "
            + directory
            + ". Give the directory of a job's checkpoints, one of them, or a savepoint.");
  }
}
