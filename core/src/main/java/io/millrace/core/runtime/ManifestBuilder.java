package io.millrace.core.runtime;

import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.core.checkpoint.CheckpointAttempt;
import io.millrace.core.checkpoint.CheckpointReader;
import io.millrace.core.task.TaskSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what tasks handed over into a manifest; small things go into one file of their own. */
final class ManifestBuilder {
  private final RunFacts facts;
  private final CheckpointAttempt files;
  private final List<Manifest.StoreEntry> stores = new ArrayList<>();
  private final List<Manifest.NodeEntry> nodes = new ArrayList<>();
  private final List<Manifest.SplitEntry> splits = new ArrayList<>();
  private final List<Manifest.PreparedEntry> prepared = new ArrayList<>();

  ManifestBuilder(RunFacts facts, CheckpointAttempt files) {
    this.facts = facts;
    this.files = files;
  }

  Manifest build(
      long id,
      long previous,
      long createdMs,
      @Nullable String savepoint,
      long ownerEpoch,
      List<TaskSnapshot> snapshots) {
    try (SnapshotFiles.NewFile blobs = files.create("blobs")) {
      for (TaskSnapshot snapshot : snapshots) {
        add(snapshot, blobs);
      }
    }
    return new Manifest(
        CheckpointReader.FORMAT,
        EngineVersion.TEXT,
        facts.job(),
        id,
        files.attempt(),
        ownerEpoch,
        previous,
        createdMs,
        savepoint,
        facts.parallelism(),
        facts.keyGroups(),
        List.of(),
        stores,
        nodes,
        splits,
        prepared);
  }

  private void add(TaskSnapshot snapshot, SnapshotFiles.NewFile blobs) {
    for (TaskSnapshot.Store store : snapshot.stores()) {
      StoreSnapshot.Stored stored = store.snapshot().stored();
      StoreSpec spec = store.spec();
      stores.add(
          new Manifest.StoreEntry(
              spec.operatorId(),
              spec.subtask(),
              facts.backend(),
              stored.format(),
              spec.range().from(),
              spec.range().to(),
              spec.longKeys(),
              spec.longKeys() || spec.keyCodec() == null ? null : spec.keyCodec().schema(),
              blob(stored.meta(), blobs),
              stored.files()));
    }
    for (TaskSnapshot.NodeState node : snapshot.nodes()) {
      Manifest.NodeEntry entry = node.entry();
      byte[] unkeyed = node.unkeyed();
      nodes.add(unkeyed == null ? entry : entry.withUnkeyed(blob(unkeyed, blobs)));
    }
    splits.addAll(snapshot.splits());
    for (TaskSnapshot.Prepared entry : snapshot.prepared()) {
      prepared.add(
          new Manifest.PreparedEntry(
              entry.sinkId(), entry.subtask(), entry.checkpointId(), blob(entry.bytes(), blobs)));
    }
  }

  private static Manifest.Blob blob(byte[] bytes, SnapshotFiles.NewFile blobs) {
    long offset = blobs.position();
    blobs.write(bytes, 0, bytes.length);
    return new Manifest.Blob(blobs.name(), offset, bytes.length);
  }
}
