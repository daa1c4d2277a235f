package io.millrace.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two processes of a job, one after the other, that do with their checkpoint directory what can be
 * done with it, and know what must be there whenever they are stopped.
 */
final class SimulatedJob {
  static final String SAVEPOINT = "before";

  private final InMemoryFiles files;

  /** The content of every file a checkpoint was ever committed with, or was about to be. */
  private final Map<String, byte[]> contents;

  /** The number of the last checkpoint that was told to be durable. */
  long durable;

  /** The number of the last one that was begun. */
  long begun;

  private boolean savepointDurable;

  SimulatedJob(InMemoryFiles files) {
    this(files, new HashMap<>());
  }

  private SimulatedJob(InMemoryFiles files, Map<String, byte[]> contents) {
    this.files = files;
    this.contents = contents;
  }

  /** Another process of the same job on another disk. */
  SimulatedJob on(InMemoryFiles disk) {
    SimulatedJob other = new SimulatedJob(disk, new HashMap<>(contents));
    other.durable = durable;
    other.begun = begun;
    other.savepointDurable = savepointDurable;
    return other;
  }

  static InMemoryFiles disk() {
    InMemoryFiles files = new SimulatedEnvironment(new SimulatedTime(0)).files();
    files.strict();
    return files;
  }

  CheckpointDirectory open() {
    return Checkpoints.open(
        new SimulatedEnvironment(new SimulatedTime(0), files, new ProcessIdentity(7, "simulated")));
  }

  /** Everything, from an empty disk on. */
  void run() {
    try (CheckpointDirectory directory = open()) {
      write(directory, null, 70_000);
      write(directory, null, 100, largest(directory));
      directory.cleanUp(1);
      CheckpointAttempt attempt = directory.begin(directory.highestId() + 1, null);
      Checkpoints.file(attempt, 5, 10);
      attempt.abandon();
      write(directory, SAVEPOINT, 50, largest(directory));
      directory.cleanUp(1);
    }
    try (CheckpointDirectory directory = open()) {
      write(directory, null, 100, largest(directory));
      write(directory, null, 100);
      directory.cleanUp(2);
      directory.cleanUp(1);
    }
  }

  private static String largest(CheckpointDirectory directory) {
    Path newest = directory.newest();
    assertThat(newest).isNotNull();
    return directory.read(newest).manifest().files().stream()
        .max(java.util.Comparator.comparing(Manifest.DataFile::length))
        .orElseThrow()
        .name();
  }

  /** Writes a checkpoint. */
  void write(CheckpointDirectory directory, String savepoint, int length, String... reused) {
    long id = directory.highestId() + 1;
    begun = id;
    CheckpointAttempt attempt = directory.begin(id, savepoint);
    try {
      List<String> names = new ArrayList<>();
      names.add(Checkpoints.file(attempt, (int) id, length));
      contents.put(names.get(0), Checkpoints.content((int) id, length));
      for (String name : reused) {
        attempt.reuse(name);
        names.add(name);
      }
      attempt.commit(Checkpoints.manifest(directory, attempt, id, savepoint, names));
      durable = id;
      savepointDurable |= savepoint != null;
    } finally {
      attempt.abandon();
    }
  }

  /**
   * What a process finds that starts now is the last durable checkpoint or the one begun after, and
   * whatever looks like a checkpoint is a whole one.
   */
  long check() {
    CheckpointReader reader = new CheckpointReader(files);
    if (files.isDirectory(Checkpoints.ROOT)) {
      reader.list(Checkpoints.ROOT).forEach(path -> verify(reader.read(path)));
    }
    try (CheckpointDirectory directory = open()) {
      Path newest = directory.newest();
      if (newest == null) {
        assertThat(durable).as("the last durable checkpoint, of which nothing is left").isZero();
        return 0;
      }
      Manifest manifest = verify(directory.read(newest));
      assertThat(manifest.id()).isBetween(durable, begun);
      if (savepointDurable) {
        verify(directory.read(Checkpoints.ROOT.resolve("savepoints").resolve(SAVEPOINT)));
      }
      assertThat(directory.highestId()).isGreaterThanOrEqualTo(manifest.id());
      return manifest.id();
    }
  }

  private Manifest verify(StoredCheckpoint stored) {
    for (Manifest.DataFile file : stored.manifest().files()) {
      byte[] bytes = stored.blob(new Manifest.Blob(file.name(), 0, (int) file.length()));
      assertThat(bytes).as(file.name()).isEqualTo(contents.get(file.name()));
    }
    return stored.manifest();
  }

  /** Goes on: one more checkpoint that must succeed, and nothing but that is left. */
  void goOn() {
    try (CheckpointDirectory directory = open()) {
      goOn(directory);
    }
  }

  void goOn(CheckpointDirectory directory) {
    Path newest = directory.newest();
    String[] reused = newest == null ? new String[0] : new String[] {largest(directory)};
    write(directory, null, 20, reused);
    directory.cleanUp(1);
    assertThat(new CheckpointReader(files).list(Checkpoints.ROOT))
        .filteredOn(path -> path.startsWith(Checkpoints.ROOT) && path.getNameCount() == 2)
        .hasSize(1);
  }
}
