package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Fault;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.Seeds;
import io.millrace.testkit.SimulatedCrash;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import io.millrace.testkit.Survival;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a directory next to a model that only remembers which checkpoint has which
 * bytes: files are used again and linked, attempts given up, savepoints taken, old checkpoints
 * cleaned up, processes killed and fenced, machines crashed.
 */
final class HistoriesTest {
  private static final int CASES = 1_000;
  private static final int STEPS = 20;

  @Test
  void whenAnythingHappensInAnyOrder_thenWhatIsRetainedIsWhole() {
    Seeds.forEach(CASES, seed -> new History(seed).run());
  }

  private static final class History {
    private final SplittableRandom random;
    private final InMemoryFiles files;
    /* What the directory must hold: by number, the files and their bytes. */
    private final TreeMap<Long, Map<String, byte[]>> checkpoints = new TreeMap<>();
    private final Map<String, Map<String, byte[]>> savepoints = new HashMap<>();
    private final TreeSet<String> usedNames = new TreeSet<>();
    private CheckpointDirectory directory;
    private int processes;

    History(long seed) {
      random = new SplittableRandom(seed);
      files = SimulatedJob.disk();
      directory = open(false);
    }

    void run() throws Exception {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> commit(null);
          case 4 -> commit("save-" + step);
          case 5 -> abandon();
          case 6 -> cleanUp(1 + random.nextInt(3));
          case 7 -> reopen();
          case 8 -> takeOver();
          default -> crash();
        }
        if (random.nextInt(5) == 0) {
          check();
        }
      }
      check();
    }

    private CheckpointDirectory open(boolean takesOver) {
      ProcessIdentity process = new ProcessIdentity(++processes, "simulated");
      return CheckpointDirectory.open(
          new SimulatedEnvironment(new SimulatedTime(processes), files, process),
          Checkpoints.ROOT,
          "test",
          takesOver);
    }

    /* Some files of the newest checkpoint, a new one, and one from outside. */
    private Map<String, byte[]> fill(CheckpointAttempt attempt) {
      Map<String, byte[]> content = new TreeMap<>();
      if (!checkpoints.isEmpty()) {
        checkpoints
            .lastEntry()
            .getValue()
            .forEach(
                (name, bytes) -> {
                  if (random.nextInt(4) > 0) {
                    attempt.reuse(name);
                    content.put(name, bytes);
                  }
                });
      }
      int seed = random.nextInt();
      int length = random.nextInt(20) == 0 ? 70_000 : random.nextInt(200);
      content.put(
          newName(Checkpoints.file(attempt, seed, length)), Checkpoints.content(seed, length));
      if (random.nextBoolean()) {
        byte[] bytes = Checkpoints.content(~seed, 100);
        Path outside = Path.of("outside");
        Checkpoints.put(files, outside, bytes);
        content.put(newName(attempt.link(outside, "sst")), bytes);
      }
      return content;
    }

    private String newName(String name) {
      assertThat(usedNames.add(name)).as("a new name").isTrue();
      return name;
    }

    private void commit(String savepoint) {
      long id = directory.highestId() + 1;
      CheckpointAttempt attempt = directory.begin(id, savepoint);
      Map<String, byte[]> content = fill(attempt);
      attempt.commit(
          Checkpoints.manifest(directory, attempt, id, savepoint, List.copyOf(content.keySet())));
      checkpoints.put(id, content);
      if (savepoint != null) {
        savepoints.put(savepoint, content);
      }
    }

    private void abandon() {
      CheckpointAttempt attempt = directory.begin(directory.highestId() + 1, null);
      fill(attempt);
      attempt.abandon();
    }

    private void cleanUp(int retained) {
      directory.cleanUp(retained);
      while (checkpoints.size() > retained) {
        checkpoints.pollFirstEntry();
      }
    }

    /* A new process has read the checkpoint it goes on from, so that it can use its files again. */
    private void restore() {
      Path newest = directory.newest();
      if (newest != null) {
        directory.read(newest);
      }
    }

    private void reopen() {
      directory.close();
      directory = open(false);
      restore();
    }

    private void takeOver() throws Exception {
      CheckpointDirectory former = directory;
      long id = former.highestId() + 1;
      CheckpointAttempt late = former.begin(id, random.nextBoolean() ? null : "late");
      Map<String, byte[]> content = fill(late);
      directory = open(true);
      restore();
      try {
        late.commit(Checkpoints.manifest(former, late, id, List.copyOf(content.keySet())));
        throw new AssertionError("a fenced owner committed");
      } catch (MillraceException e) {
        assertThat(e.code().name()).isIn("FENCED", "BUG");
      }
      late.abandon();
      former.close();
    }

    /* At any operation of a commit and a clean-up. */
    private void crash() {
      TreeMap<Long, Map<String, byte[]>> before = new TreeMap<>(checkpoints);
      long id = directory.highestId() + 1;
      Map<String, byte[]> content = null;
      files.faults(Fault.Plan.at(files.operations() + 1 + random.nextInt(30), Fault.CRASH));
      try {
        CheckpointAttempt attempt = directory.begin(id, null);
        content = fill(attempt);
        attempt.commit(Checkpoints.manifest(directory, attempt, id, List.copyOf(content.keySet())));
        checkpoints.put(id, content);
        directory.cleanUp(1);
        checkpoints.headMap(id).clear();
      } catch (SimulatedCrash expected) {
        // The machine is down.
      }
      files.faults(Fault.Plan.NONE);
      boolean machine = random.nextBoolean();
      if (machine) {
        files.crash(Survival.random(random.nextLong()));
      } else {
        files.killProcess();
      }
      directory = open(true);
      Path newest = directory.newest();
      long found = newest == null ? 0 : directory.read(newest).manifest().id();
      long durable = checkpoints.isEmpty() ? 0 : checkpoints.lastKey();
      assertThat(found).isIn(durable, Math.max(durable, content == null ? durable : id));
      Map<Long, Map<String, byte[]>> possible = new HashMap<>(before);
      if (content != null) {
        possible.put(id, content);
      }
      checkpoints.clear();
      for (Layout.Numbered numbered : numbered()) {
        checkpoints.put(numbered.id(), possible.get(numbered.id()));
      }
    }

    private List<Layout.Numbered> numbered() {
      try {
        List<Layout.Numbered> found = new ArrayList<>(Layout.numbered(files, Checkpoints.ROOT));
        found.removeIf(numbered -> !Layout.isComplete(files, numbered.path()));
        return found;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void check() {
      assertThat(numbered())
          .extracting(Layout.Numbered::id)
          .containsExactlyElementsOf(checkpoints.keySet());
      for (Layout.Numbered numbered : numbered()) {
        compare(numbered.path(), checkpoints.get(numbered.id()));
      }
      savepoints.forEach(
          (name, content) ->
              compare(Checkpoints.ROOT.resolve("savepoints").resolve(name), content));
      Path newest = directory.newest();
      assertThat(newest == null ? List.of() : List.of(directory.read(newest).manifest().id()))
          .isEqualTo(checkpoints.isEmpty() ? List.of() : List.of(checkpoints.lastKey()));
    }

    private void compare(Path path, Map<String, byte[]> content) {
      StoredCheckpoint stored = new CheckpointReader(files).read(path);
      Map<String, byte[]> found = new TreeMap<>();
      for (Manifest.DataFile file : stored.manifest().files()) {
        found.put(file.name(), stored.blob(new Manifest.Blob(file.name(), 0, (int) file.length())));
      }
      assertThat(found.keySet()).isEqualTo(content.keySet());
      found.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(content.get(name)));
    }
  }
}
