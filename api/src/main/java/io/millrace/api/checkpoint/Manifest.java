package io.millrace.api.checkpoint;

import io.millrace.api.codec.CodecSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a checkpoint is, but for the bytes of its data files, as data. The engine stores it as
 * JSON, component by component, so the names here are those on disk: to change one is to change the
 * format. Immutable.
 *
 * @param format the version of the format it was stored in
 * @param engine the version of the engine that wrote it
 * @param job the name of the pipeline
 * @param id the checkpoint's number, rising over the life of the directory
 * @param attempt distinguishes attempts at the same number
 * @param ownerEpoch the owner of the directory that wrote it
 * @param previous the checkpoint before it, 0 for none
 * @param createdMs wall clock when it was asked for, milliseconds
 * @param savepoint its name if it has one
 * @param parallelism of the job
 * @param keyGroups into how many groups keys are divided
 * @param files its data files with their checksums
 * @param stores the keyed state, one for each keyed operator and subtask
 * @param nodes what else operators remember, one for each operator and subtask
 * @param splits how far sources were read
 * @param prepared what sinks have to commit once this is durable
 */
public record Manifest(
    int format,
    String engine,
    String job,
    long id,
    String attempt,
    long ownerEpoch,
    long previous,
    long createdMs,
    @Nullable String savepoint,
    int parallelism,
    int keyGroups,
    List<DataFile> files,
    List<StoreEntry> stores,
    List<NodeEntry> nodes,
    List<SplitEntry> splits,
    List<PreparedEntry> prepared) {
  /** Copies the lists. */
  public Manifest {
    files = List.copyOf(files);
    stores = List.copyOf(stores);
    nodes = List.copyOf(nodes);
    splits = List.copyOf(splits);
    prepared = List.copyOf(prepared);
  }

  /** The same with those files. */
  public Manifest withFiles(List<DataFile> newFiles) {
    return new Manifest(
        format,
        engine,
        job,
        id,
        attempt,
        ownerEpoch,
        previous,
        createdMs,
        savepoint,
        parallelism,
        keyGroups,
        newFiles,
        stores,
        nodes,
        splits,
        prepared);
  }

  /** The same under that name, or under none. */
  public Manifest withSavepoint(@Nullable String newSavepoint) {
    return new Manifest(
        format,
        engine,
        job,
        id,
        attempt,
        ownerEpoch,
        previous,
        createdMs,
        newSavepoint,
        parallelism,
        keyGroups,
        files,
        stores,
        nodes,
        splits,
        prepared);
  }

  /**
   * A data file.
   *
   * @param name its name in the checkpoint's directory; never used for another content
   * @param length in bytes
   * @param crc CRC32C of the whole
   * @param blockCrcs CRC32C of each block of 64 KiB, the last one shorter
   */
  public record DataFile(String name, long length, int crc, List<Integer> blockCrcs) {}

  /**
   * Bytes within a data file.
   *
   * @param file which file
   * @param offset where they begin
   * @param length how many
   */
  public record Blob(String file, long offset, int length) {}

  /**
   * The keyed state of one operator in one subtask.
   *
   * @param operatorId the operator
   * @param subtask the subtask that wrote it
   * @param backend the backend that wrote it
   * @param format the format it is in
   * @param fromGroup the first key group
   * @param toGroup one past the last
   * @param longKeys whether keys are longs
   * @param keySchema how object keys are encoded; null for long keys
   * @param meta for the reader of the format
   * @param files the data files it lies in
   */
  public record StoreEntry(
      String operatorId,
      int subtask,
      String backend,
      String format,
      int fromGroup,
      int toGroup,
      boolean longKeys,
      @Nullable CodecSchema keySchema,
      Blob meta,
      List<String> files) {}

  /**
   * What a node of the plan remembers in one subtask besides keyed state.
   *
   * @param nodeId the node
   * @param subtask the subtask
   * @param watermark the merged watermark it was told last, milliseconds
   * @param forwarded the watermark it passed on last
   * @param idle whether all its inputs were idle
   * @param ended whether it has passed on the end of all its inputs
   * @param shape the settings of the operator by which its state has its meaning; null for none
   * @param unkeyed what the operator saved; null if it has no such state
   */
  public record NodeEntry(
      String nodeId,
      int subtask,
      long watermark,
      long forwarded,
      boolean idle,
      boolean ended,
      @Nullable CodecSchema shape,
      @Nullable Blob unkeyed) {
    /** The same with that. */
    public NodeEntry withUnkeyed(Blob blob) {
      return new NodeEntry(nodeId, subtask, watermark, forwarded, idle, ended, shape, blob);
    }
  }

  /**
   * How far a split was read, and its clocks.
   *
   * @param source the source's id
   * @param split the split's id
   * @param offset how many events were read
   * @param place where that is in terms of the source
   * @param watermark the watermark the source itself gave
   * @param maxTime the largest time the source itself gave
   * @param idle whether the source said that it is idle
   * @param ended whether it has ended
   * @param clocks its event-time clocks, one for each event-time node that watches the split
   */
  public record SplitEntry(
      String source,
      String split,
      long offset,
      long place,
      long watermark,
      long maxTime,
      boolean idle,
      boolean ended,
      List<ClockEntry> clocks) {}

  /**
   * The event-time clock of a split.
   *
   * @param nodeId the event-time node
   * @param maxTime the largest event time seen
   * @param watermark the split's watermark
   * @param fromTheFuture events that were too far ahead of the clock
   * @param idle whether the split is not waited for
   * @param generator what a custom generator saved; null if it saves nothing
   */
  public record ClockEntry(
      String nodeId,
      long maxTime,
      long watermark,
      long fromTheFuture,
      boolean idle,
      byte @Nullable [] generator) {}

  /**
   * What a sink has to commit.
   *
   * @param sinkId the sink
   * @param subtask the subtask that prepared it
   * @param checkpointId for which checkpoint; older ones may not be known to be committed yet
   * @param prepared what has to be remembered
   */
  public record PreparedEntry(String sinkId, int subtask, long checkpointId, Blob prepared) {}
}
