package io.millrace.core.task;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.Split;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a job find in the checkpoint that it goes on from, whatever the parallelism
 * was. Used by the thread that builds the tasks.
 */
public final class Restored {
  private final StoredCheckpoint checkpoint;
  private final Map<String, Map<String, Manifest.SplitEntry>> splits = new HashMap<>();

  /** What is in that checkpoint. */
  public Restored(StoredCheckpoint checkpoint) {
    this.checkpoint = checkpoint;
    for (Manifest.SplitEntry split : checkpoint.manifest().splits()) {
      splits.computeIfAbsent(split.source(), id -> new HashMap<>()).put(split.split(), split);
    }
  }

  /** The manifest. */
  public Manifest manifest() {
    return checkpoint.manifest();
  }

  /**
   * Refuses a program that the checkpoint does not fit.
   *
   * @param nodes the ids of the program's nodes
   */
  public void check(Set<String> nodes, int keyGroups, boolean dropsUnclaimed) {
    Manifest manifest = manifest();
    if (manifest.keyGroups() != keyGroups) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "checkpoint "
              + checkpoint.path()
              + " divides keys into "
              + manifest.keyGroups()
              + " groups, the engine is set to "
              + keyGroups
              + ". The number is fixed for the life of a job; set keyGroups to "
              + manifest.keyGroups()
              + ".");
    }
    Set<String> unknown = new TreeSet<>();
    manifest.stores().forEach(store -> unknown.add(store.operatorId()));
    splits.keySet().forEach(unknown::add);
    manifest.prepared().forEach(entry -> unknown.add(entry.sinkId()));
    manifest.nodes().stream()
        .filter(node -> node.unkeyed() != null)
        .forEach(node -> unknown.add(node.nodeId()));
    unknown.removeAll(nodes);
    if (!unknown.isEmpty() && !dropsUnclaimed) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "checkpoint "
              + checkpoint.path()
              + " holds state of "
              + unknown
              + ", which the program does not have. Give the operators their ids back, or drop that"
              + " state with CheckpointOptions.dropUnclaimed().");
    }
  }

  /** The split's entry, or null if the checkpoint does not know it. */
  Manifest.@Nullable SplitEntry split(String source, String split) {
    return splits.getOrDefault(source, Map.of()).get(split);
  }

  /** The splits of a source that the checkpoint knows, in the order of their ids. */
  List<Split> splits(String source) {
    return splits.getOrDefault(source, Map.of()).keySet().stream()
        .sorted()
        .map(Split::new)
        .toList();
  }

  /**
   * What a node remembered: with one subtask in the checkpoint for each now, its own, else the
   * least advanced of all that still had something to say: whoever follows does not wait for one
   * that has passed its end on, and would not wait for this one either if it fell back behind.
   */
  Manifest.@Nullable NodeEntry node(String nodeId, int subtask, int parallelism) {
    List<Manifest.NodeEntry> all = nodes(nodeId);
    if (all.size() == parallelism && manifest().parallelism() == parallelism) {
      return all.get(subtask);
    }
    if (all.isEmpty()) {
      return null;
    }
    boolean ended = all.stream().allMatch(Manifest.NodeEntry::ended);
    List<Manifest.NodeEntry> going =
        ended ? all : all.stream().filter(node -> !node.ended()).toList();
    long watermark = going.stream().mapToLong(Manifest.NodeEntry::watermark).min().orElseThrow();
    long forwarded = going.stream().mapToLong(Manifest.NodeEntry::forwarded).min().orElseThrow();
    boolean idle = going.stream().allMatch(Manifest.NodeEntry::idle);
    return new Manifest.NodeEntry(
        nodeId, subtask, watermark, forwarded, idle, ended, shape(nodeId), null);
  }

  /** Refuses state that an operator has left and that it did not ask for when it was opened. */
  static void refuseUnclaimed(String operatorId, List<String> unclaimed) {
    if (!unclaimed.isEmpty()) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "the checkpoint holds "
              + unclaimed
              + " of operator '"
              + operatorId
              + "', which it did not ask for when it was opened. Declare that state again, or drop"
              + " it with CheckpointOptions.dropUnclaimed().");
    }
  }

  /** Refuses a node whose state was stored under other settings. */
  void expectShape(String nodeId, @Nullable CodecSchema now) {
    CodecSchema stored = shape(nodeId);
    if (now != null && stored != null) {
      CodecEvolution.expectSame(now, stored, "the state of operator '" + nodeId + "'");
    }
  }

  /** The settings by which the state of a node had its meaning; null for none. */
  private @Nullable CodecSchema shape(String nodeId) {
    return nodes(nodeId).stream()
        .map(Manifest.NodeEntry::shape)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * The watermark that each subtask of a node had been told, by the subtask that wrote the
   * checkpoint; empty if it does not know the node.
   */
  long[] watermarks(String nodeId) {
    return nodes(nodeId).stream().mapToLong(Manifest.NodeEntry::watermark).toArray();
  }

  private List<Manifest.NodeEntry> nodes(String nodeId) {
    return manifest().nodes().stream()
        .filter(node -> node.nodeId().equals(nodeId))
        .sorted(Comparator.comparingInt(Manifest.NodeEntry::subtask))
        .toList();
  }

  /** What the subtasks of a node saved, in their order; without those that saved nothing. */
  List<byte[]> unkeyed(String nodeId) {
    List<byte[]> saved = new ArrayList<>();
    for (Manifest.NodeEntry node : nodes(nodeId)) {
      if (node.unkeyed() != null) {
        saved.add(checkpoint.blob(node.unkeyed()));
      }
    }
    return saved;
  }

  /** What a sink has to commit, oldest first. */
  List<TaskSnapshot.Prepared> prepared(String sinkId) {
    List<TaskSnapshot.Prepared> prepared = new ArrayList<>();
    for (Manifest.PreparedEntry entry : manifest().prepared()) {
      if (entry.sinkId().equals(sinkId)) {
        prepared.add(
            new TaskSnapshot.Prepared(
                sinkId, entry.subtask(), entry.checkpointId(), checkpoint.blob(entry.prepared())));
      }
    }
    prepared.sort(
        Comparator.comparingLong(TaskSnapshot.Prepared::checkpointId)
            .thenComparingInt(TaskSnapshot.Prepared::subtask));
    return prepared;
  }

  /** Takes a stored image. */
  interface ImageReceiver {
    /** The image; valid during the call. */
    void image(StateImage image);
  }

  /**
   * Gives the stored stores that may hold keys of this one: those of its operator that hold some of
   * its key groups, or all if keys look different now, for then their hash codes may be others.
   */
  void images(StoreSpec spec, ImageReceiver receiver) {
    KeyGroupRange range = spec.range();
    for (Manifest.StoreEntry entry : manifest().stores()) {
      boolean overlaps = entry.fromGroup() < range.to() && range.from() < entry.toGroup();
      if (entry.operatorId().equals(spec.operatorId()) && (overlaps || !sameKeys(entry, spec))) {
        refuseOtherKind(entry, spec);
        StateBackendProvider provider =
            ProviderLoader.named(
                StateBackendProvider.class,
                entry.backend(),
                "The checkpoint was written with it: add millrace-state-"
                    + entry.backend()
                    + " to the class path.");
        try (StateImage image = provider.open(checkpoint.store(entry))) {
          receiver.image(image);
        }
      }
    }
  }

  /** Keys that were kept as longs are not read as objects, nor the other way round. */
  private static void refuseOtherKind(Manifest.StoreEntry entry, StoreSpec spec) {
    CodecSchema longs = Codecs.of(Long.class).schema();
    CodecSchema stored = entry.longKeys() ? longs : entry.keySchema();
    Codec<?> codec = spec.keyCodec();
    if (entry.longKeys() != spec.longKeys() && stored != null) {
      CodecSchema now = spec.longKeys() || codec == null ? longs : codec.schema();
      CodecEvolution.expectSame(now, stored, "the key of operator '" + spec.operatorId() + "'");
    }
  }

  private static boolean sameKeys(Manifest.StoreEntry entry, StoreSpec spec) {
    Codec<?> codec = spec.keyCodec();
    CodecSchema stored = entry.keySchema();
    return codec == null
        || stored == null
        || spec.longKeys()
        || stored.fingerprint().equals(codec.schema().fingerprint());
  }
}
