package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.FileOperation;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Another process takes the directory over between any two things the former owner does. */
final class TakeoverTest {
  private static final Path ROOT = Checkpoints.ROOT;

  private final InMemoryFiles files = SimulatedJob.disk();

  @Test
  void whenItHappensAtAnyOperation_thenTheFormerOwnerCompletesBeforeOrNever() {
    int before = 0;
    int never = 0;
    for (String savepoint : new String[] {null, "upgrade"}) {
      for (long at = 1; ; at++) {
        Race race = new Race(at);
        Boolean completed = race.run(savepoint);
        if (completed == null) {
          break;
        }
        before += completed ? 1 : 0;
        never += completed ? 0 : 1;
      }
    }
    assertThat(before).isGreaterThan(2);
    assertThat(never).isGreaterThan(10);
  }

  /**
   * A former owner that commits a checkpoint, and a new one that comes at one of its operations.
   */
  private static final class Race implements Fault.Plan {
    private final InMemoryFiles files = SimulatedJob.disk();
    private final CheckpointDirectory former = open(files, 1, false);
    private final long at;
    private long operations;
    private @Nullable CheckpointDirectory next;
    private @Nullable List<Path> found;

    Race(long at) {
      this.at = at;
    }

    /** Whether the former owner completed; null if it did before the new one came. */
    @Nullable Boolean run(String savepoint) {
      Checkpoints.write(former, 1, 10);
      files.faults(this);
      boolean completed;
      try {
        CheckpointAttempt attempt = former.begin(2, savepoint);
        String name = Checkpoints.file(attempt, 2, 10);
        attempt.commit(Checkpoints.manifest(former, attempt, 2, savepoint, List.of(name)));
        completed = true;
      } catch (MillraceException e) {
        assertThat(e.code()).as("at " + at + ": " + e).isEqualTo(ApiError.FENCED);
        completed = false;
      }
      files.faults(Fault.Plan.NONE);
      if (next == null) {
        return null;
      }
      assertThat(new CheckpointReader(files).list(ROOT))
          .as("what the new owner found at operation " + at + " of the former one's")
          .isEqualTo(found);
      // Of a savepoint the checkpoint it is a copy of may have been completed.
      int most = savepoint == null ? 2 : 3;
      assertThat(found.size()).isBetween(completed ? most : 1, completed ? most : most - 1);
      Checkpoints.write(next, 3, 10);
      next.cleanUp(1);
      former.close();
      next.close();
      return completed;
    }

    @Override
    public @Nullable Fault at(FileOperation operation) {
      if (++operations == at) {
        next = open(files, 2, true);
        found = new CheckpointReader(files).list(ROOT);
      }
      return null;
    }
  }

  @Test
  void whenTheFormerOwnerRenamesWhileItIsTakenOver_thenItsCheckpointIsKeptOrNeverWas() {
    int kept = 0;
    int never = 0;
    for (long at = 1; ; at++) {
      Photo finish = new Photo(at);
      Boolean renamed = finish.run();
      if (renamed == null) {
        break;
      }
      kept += renamed ? 1 : 0;
      never += renamed ? 0 : 1;
    }
    assertThat(kept).isGreaterThan(5);
    assertThat(never).isGreaterThan(5);
  }

  /**
   * The former owner has made sure that it still owns the directory, and renames its manifest at
   * one of the operations by which the new one takes it over.
   */
  private static final class Photo implements Fault.Plan {
    private final InMemoryFiles files = SimulatedJob.disk();
    private final long at;
    private long operations;
    private @Nullable CheckpointDirectory next;
    private @Nullable Path manifest;
    private @Nullable Boolean renamed;

    Photo(long at) {
      this.at = at;
    }

    /** Whether it could; null if the new owner was there before. */
    @Nullable Boolean run() {
      CheckpointDirectory former = open(files, 1, false);
      Checkpoints.write(former, 1, 10);
      CheckpointAttempt attempt = former.begin(2, null);
      String name = Checkpoints.file(attempt, 2, 10);
      files.faults(this);
      try {
        attempt.commit(Checkpoints.manifest(former, attempt, 2, List.of(name)));
      } catch (MillraceException e) {
        assertThat(e.code()).isEqualTo(ApiError.FENCED);
      }
      files.faults(Fault.Plan.NONE);
      CheckpointReader reader = new CheckpointReader(files);
      List<Path> found = reader.list(ROOT);
      assertThat(found).as("at operation " + at).hasSize(Boolean.TRUE.equals(renamed) ? 2 : 1);
      found.forEach(reader::read);
      assertThat(next).isNotNull();
      assertThat(next.newest()).isEqualTo(found.get(found.size() - 1));
      former.close();
      next.close();
      return renamed;
    }

    @Override
    public @Nullable Fault at(FileOperation operation) {
      if (manifest == null) {
        if (operation.path().endsWith("MANIFEST")
            && operation.kind() == FileOperation.Kind.RENAME) {
          manifest = operation.path();
          next = open(files, 2, true);
        }
      } else if (++operations == at && next == null) {
        renamed = rename();
      }
      return null;
    }

    private boolean rename() {
      try {
        Path directory = manifest.getParent();
        files.rename(directory.resolve(Layout.halfManifest("1-2")), directory.resolve("MANIFEST"));
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  @Test
  void whenAZombieWritesBehindOurBack_thenItsCheckpointDoesNotCount() throws IOException {
    CheckpointDirectory former = open(files, 1, false);
    Checkpoints.write(former, 1, 10);
    CheckpointDirectory owner = open(files, 2, true);
    Path zombie = forge(9, "1-7", 1);
    assertThat(new CheckpointReader(files).read(zombie).manifest().id()).isEqualTo(9);

    Path newest = owner.newest();
    assertThat(newest).isNotNull();
    assertThat(owner.read(newest).manifest().id()).isEqualTo(1);
    owner.close();
    owner = open(files, 3, true);
    assertThat(owner.newest()).isEqualTo(newest);
    assertThat(files.exists(zombie)).isFalse();

    zombie = forge(9, "1-7", 1);
    Path ours = Checkpoints.write(owner, 2, 10);
    assertThat(owner.cleanUp(1)).contains(zombie, newest);
    assertThat(owner.newest()).isEqualTo(ours);
  }

  private Path forge(long id, String attempt, long epoch) throws IOException {
    Path path = Layout.checkpoint(ROOT, id, attempt);
    files.createDirectories(path);
    Manifest manifest =
        new Manifest(
            CheckpointReader.FORMAT,
            "test",
            "test",
            id,
            attempt,
            epoch,
            0,
            0,
            null,
            1,
            128,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    Checkpoints.put(
        files,
        path.resolve("MANIFEST"),
        SealedJson.write(CheckpointReader.MAGIC, CheckpointReader.FORMAT, manifest));
    return path;
  }

  private static CheckpointDirectory open(InMemoryFiles files, int process, boolean takesOver) {
    return CheckpointDirectory.open(
        new SimulatedEnvironment(
            new SimulatedTime(0), files, new ProcessIdentity(process, "simulated")),
        ROOT,
        "test",
        takesOver);
  }
}
