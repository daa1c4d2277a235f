package io.millrace.core.task;

import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.checkpoint.Manifest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything of one task that decides the future, at one barrier. Filled by the task's thread, then
 * handed to the coordinator, which owns it from then on.
 */
public final class TaskSnapshot {
  /**
   * A keyed store.
   *
   * @param spec what the store is for
   * @param snapshot its content, still to be written
   */
  public record Store(StoreSpec spec, StoreSnapshot snapshot) {}

  /**
   * What a node remembers besides.
   *
   * @param entry the numbers
   * @param unkeyed what the operator saved, null for nothing
   */
  public record NodeState(Manifest.NodeEntry entry, byte @Nullable [] unkeyed) {}

  /**
   * What a sink has prepared.
   *
   * @param sinkId the sink
   * @param subtask the subtask
   * @param checkpointId for which checkpoint
   * @param bytes what has to be remembered
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; handed to one reader
  public record Prepared(String sinkId, int subtask, long checkpointId, byte[] bytes) {}

  private final long checkpointId;
  private final String task;
  private final boolean atEnd;
  private final List<Store> stores = new ArrayList<>();
  private final List<NodeState> nodes = new ArrayList<>();
  private final List<Manifest.SplitEntry> splits = new ArrayList<>();
  private final List<Prepared> prepared = new ArrayList<>();

  TaskSnapshot(long checkpointId, String task, boolean atEnd) {
    this.checkpointId = checkpointId;
    this.task = task;
    this.atEnd = atEnd;
  }

  /** For which checkpoint. */
  public long checkpointId() {
    return checkpointId;
  }

  /** Whose. */
  public String task() {
    return task;
  }

  /** True if the task had come to the end of its input: it has nothing more to say. */
  public boolean atEnd() {
    return atEnd;
  }

  /** The keyed stores. */
  public List<Store> stores() {
    return stores;
  }

  /** What nodes remember besides. */
  public List<NodeState> nodes() {
    return nodes;
  }

  /** How far splits were read. */
  public List<Manifest.SplitEntry> splits() {
    return splits;
  }

  /** What sinks have to commit. */
  public List<Prepared> prepared() {
    return prepared;
  }

  /** Lets the owners of the stores write to all pages again. */
  public void close() {
    RuntimeException first = null;
    for (Store store : stores) {
      try {
        store.snapshot().close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
