package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.environment.Environment;
import io.millrace.core.environment.SystemEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Two processes at one directory: one is refused, or the other is fenced. */
final class OwnersTest {
  private final Environment environment = SystemEnvironment.create();

  @TempDir Path directory;

  private Process process;
  private BufferedReader answers;

  @BeforeEach
  void startOwner() throws IOException {
    start(directory);
    assertThat(answers.readLine()).isEqualTo("ready");
  }

  private void start(Path owned) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                OwnerProcess.class.getName(),
                owned.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  @AfterEach
  void stopOwner() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void whenAnotherProcessOwnsIt_thenTheSecondIsRefusedAndToldWho() {
    assertThatThrownBy(() -> open(false))
        .hasMessageContaining("CHECKPOINT_LOCKED [CONFIG]")
        .hasMessageContaining("owned by process " + process.pid() + " on host ")
        .hasMessageContaining("for job 'first' since 20")
        .hasMessageContaining("CheckpointOptions.takeOver()");
  }

  @Test
  void whenTheOwnerIsKilled_thenTheNextOpensAndFindsItsCheckpoint() throws InterruptedException {
    process.destroyForcibly().waitFor();
    try (CheckpointDirectory next = open(false)) {
      assertThat(next.ownerEpoch()).isEqualTo(2);
      Path newest = next.newest();
      assertThat(newest).isNotNull();
      assertThat(next.read(newest).manifest().id()).isEqualTo(1);
      assertThat(directory.toFile().list((parent, name) -> name.startsWith("chk-"))).hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signals to stop a process with")
  void whenAStoppedOwnerComesBackAfterATakeover_thenItCommitsNothing()
      throws IOException, InterruptedException {
    signal("STOP");
    try (CheckpointDirectory next = open(true)) {
      Path taken = Checkpoints.write(next, 2, 100);
      signal("CONT");
      assertThat(tellToCommit()).isEqualTo("FENCED");
      assertThat(next.newest()).isEqualTo(taken);
      assertThat(next.read(taken).manifest().ownerEpoch()).isEqualTo(2);
    }
  }

  @Test
  void whenASecondIsRefusedInTheSameProcess_thenOtherProcessesStillAre()
      throws IOException, InterruptedException {
    stopOwner();
    Path ours = directory.resolve("ours");
    try (CheckpointDirectory owner = CheckpointDirectory.open(environment, ours, "a", false)) {
      assertThat(owner.newest()).isNull();
      assertThatThrownBy(() -> CheckpointDirectory.open(environment, ours, "b", false))
          .hasMessageContaining("CHECKPOINT_LOCKED");
      start(ours);
      assertThat(answers.readLine()).isEqualTo("CHECKPOINT_LOCKED");
    }
  }

  @Test
  void whenNobodyInterferes_thenTheOwnerCommits() throws IOException {
    assertThat(tellToCommit()).isEqualTo("committed");
  }

  private String tellToCommit() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return answers.readLine();
  }

  private void signal(String name) throws IOException, InterruptedException {
    assertThat(
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor())
        .isZero();
  }

  private CheckpointDirectory open(boolean takesOver) {
    return CheckpointDirectory.open(environment, directory, "second", takesOver);
  }
}
