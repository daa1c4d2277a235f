package io.millrace.core.checkpoint;

import static io.millrace.core.checkpoint.Checkpoints.content;
import static io.millrace.core.checkpoint.Checkpoints.file;
import static io.millrace.core.checkpoint.Checkpoints.manifest;
import static io.millrace.core.checkpoint.Checkpoints.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.backend.StoredState;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.core.environment.SystemEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory on the real disk. */
final class CheckpointDirectoryTest {
  private final Environment environment = SystemEnvironment.create();

  @TempDir Path temporary;

  @Test
  void whenACheckpointIsCommitted_thenItIsFoundAndReadAfterReopening() {
    Path root = temporary.resolve("a/b");
    Path written;
    String name;
    try (CheckpointDirectory directory = open(root)) {
      assertThat(directory.newest()).isNull();
      assertThat(directory.highestId()).isZero();
      CheckpointAttempt attempt = directory.begin(1, null);
      name = file(attempt, 7, 200_000);
      Manifest manifest = manifest(directory, attempt, 1, List.of(name));
      written = attempt.commit(manifest);
      assertThat(attempt.bytesWritten()).isEqualTo(200_000);
    }
    try (CheckpointDirectory directory = open(root)) {
      assertThat(directory.ownerEpoch()).isEqualTo(2);
      assertThat(directory.newest()).isEqualTo(written);
      assertThat(directory.highestId()).isEqualTo(1);
      StoredCheckpoint stored = directory.read(written);
      StoredState store = stored.store(stored.manifest().stores().get(0));
      assertThat(store.length(name)).isEqualTo(200_000);
      assertThat(store.read(name, 0, 200_000)).isEqualTo(content(7, 200_000));
      assertThat(store.path(name)).exists();
      assertThat(stored.blob(new Manifest.Blob(name, 199_999, 1))).hasSize(1);
      assertThatThrownBy(() -> store.read(name, 199_999, 2)).hasMessageContaining("CORRUPT");
    }
  }

  @Test
  void whenAFileIsUsedAgain_thenOldDirectoriesCanGo() throws IOException {
    try (CheckpointDirectory directory = open(temporary)) {
      Path first = write(directory, 1, 70_000);
      String name = directory.read(first).manifest().files().get(0).name();
      Path second = write(directory, 2, 10, name);
      Path third = write(directory, 3, 10, name);
      CheckpointAttempt abandoned = directory.begin(4, null);
      file(abandoned, 1, 10);
      abandoned.abandon();
      assertThat(abandoned.path()).doesNotExist();
      assertThat(directory.cleanUp(2)).containsExactly(first);
      assertThat(directory.cleanUp(1)).containsExactly(second);
      assertThat(directory.newest()).isEqualTo(third);
      assertThat(directory.read(third).manifest().files()).hasSize(2);
    }
    assertThat(Files.list(temporary).filter(Files::isDirectory)).hasSize(1);
  }

  @Test
  void whenASavepointIsTaken_thenItIsAKeptCopyOfTheNewest() throws IOException {
    try (CheckpointDirectory directory = open(temporary)) {
      Path checkpoint = write(directory, 1, 10);
      CheckpointAttempt attempt = directory.begin(2, "before-upgrade");
      String name = file(attempt, 1, 10);
      Path savepoint =
          attempt.commit(manifest(directory, attempt, 2, "before-upgrade", List.of(name)));
      assertThat(savepoint).isEqualTo(temporary.resolve("savepoints/before-upgrade"));
      Path newest = directory.newest();
      assertThat(newest).isNotNull().isNotEqualTo(checkpoint).isNotEqualTo(savepoint);
      assertThat(directory.read(newest).manifest().id()).isEqualTo(2);
      assertThat(directory.highestId()).isEqualTo(2);
      directory.cleanUp(1);
      assertThatThrownBy(() -> directory.begin(3, "before-upgrade"))
          .hasMessageContaining("ID_TAKEN");
      assertThatThrownBy(() -> directory.begin(3, "../x")).hasMessageContaining("ARGUMENT_INVALID");
      directory.cleanUp(1);
      Manifest manifest = directory.read(savepoint).manifest();
      assertThat(manifest.savepoint()).isEqualTo("before-upgrade");
      delete(savepoint);
      write(directory, 3, 10, name);
    }
  }

  @Test
  void whenAFileIsLinked_thenItsBytesAreVerified() throws IOException {
    Path outside = Files.write(temporary.resolve("000012.sst"), content(3, 100_000));
    try (CheckpointDirectory directory = open(temporary.resolve("job"))) {
      CheckpointAttempt attempt = directory.begin(1, null);
      String name = attempt.link(outside, "sst");
      Path path = attempt.commit(manifest(directory, attempt, 1, List.of(name)));
      Files.delete(outside);
      assertThat(directory.read(path).blob(new Manifest.Blob(name, 0, 100_000)))
          .isEqualTo(content(3, 100_000));
    }
  }

  @Test
  void whenTheDirectoryIsOwned_thenASecondOwnerIsRefusedAndNamesTheFirst() {
    try (CheckpointDirectory directory = open(temporary)) {
      assertThat(directory.ownerEpoch()).isEqualTo(1);
      assertThatThrownBy(() -> open(temporary))
          .isInstanceOfSatisfying(
              MillraceException.class,
              e -> assertThat(e.code()).isEqualTo(ApiError.CHECKPOINT_LOCKED))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void whenADirectoryIsTakenOver_thenTheFormerOwnerIsFenced() {
    CheckpointDirectory former = open(temporary);
    Path first = write(former, 1, 10);
    CheckpointAttempt late = former.begin(2, null);
    String name = file(late, 1, 10);
    try (CheckpointDirectory owner =
        CheckpointDirectory.open(environment, temporary, "test", true)) {
      assertThat(owner.newest()).isEqualTo(first);
      assertThatThrownBy(() -> late.commit(manifest(former, late, 2, List.of(name))))
          .isInstanceOf(MillraceException.class);
      late.abandon();
      assertThatThrownBy(() -> former.begin(3, null)).hasMessageContaining("FENCED");
      assertThatThrownBy(() -> former.cleanUp(1)).hasMessageContaining("FENCED");
      Path second = write(owner, 2, 10);
      assertThat(owner.newest()).isEqualTo(second);
      former.close();
      assertThatThrownBy(() -> open(temporary)).hasMessageContaining("CHECKPOINT_LOCKED");
    }
    try (CheckpointDirectory next = open(temporary)) {
      assertThat(next.ownerEpoch()).isEqualTo(3);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var content = Files.list(directory)) {
      for (Path file : content.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private CheckpointDirectory open(Path root) {
    return CheckpointDirectory.open(environment, root, "test", false);
  }
}
