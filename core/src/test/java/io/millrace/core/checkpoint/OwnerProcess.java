package io.millrace.core.checkpoint;

import io.millrace.api.error.MillraceException;
import io.millrace.core.environment.SystemEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A process that owns a directory and commits a checkpoint when told; see {@link OwnersTest}. */
final class OwnerProcess {
  private OwnerProcess() {}

  /** Says "ready", waits for a line, then says what became of the checkpoint. */
  public static void main(String[] arguments) throws IOException {
    try (CheckpointDirectory directory =
        CheckpointDirectory.open(
            SystemEnvironment.create(), Path.of(arguments[0]), "first", false)) {
      Checkpoints.write(directory, 1, 100);
      CheckpointAttempt attempt = directory.begin(2, null);
      String name = Checkpoints.file(attempt, 2, 100);
      System.out.println("ready");
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      try {
        attempt.commit(Checkpoints.manifest(directory, attempt, 2, List.of(name)));
        System.out.println("committed");
      } catch (MillraceException e) {
        System.out.println(e.code().name());
      }
    } catch (MillraceException e) {
      System.out.println(e.code().name());
    }
  }
}
