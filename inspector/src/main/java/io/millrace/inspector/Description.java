package io.millrace.inspector;

import io.millrace.api.backend.StateImage;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.report.TextTable;
import java.io.PrintWriter;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A checkpoint described for people. One thread. */
final class Description {
  private final StoredCheckpoint checkpoint;
  private final PrintWriter out;

  Description(StoredCheckpoint checkpoint, PrintWriter out) {
    this.checkpoint = checkpoint;
    this.out = out;
  }

  void print() {
    Manifest manifest = checkpoint.manifest();
    out.println((manifest.savepoint() == null ? "checkpoint " : "savepoint ") + checkpoint.path());
    out.println("  job          " + manifest.job());
    out.println("  number       " + manifest.id() + ", attempt " + manifest.attempt());
    out.println("  taken        " + Instant.ofEpochMilli(manifest.createdMs()));
    out.println("  written by   engine " + manifest.engine() + ", format " + manifest.format());
    out.println(
        "  parallelism  " + manifest.parallelism() + ", " + manifest.keyGroups() + " key groups");
    out.println("  data         " + bytes(manifest) + " bytes, every one verified");
    splits(manifest);
    nodes(manifest);
    manifest.stores().forEach(this::store);
    for (Manifest.PreparedEntry prepared : manifest.prepared()) {
      out.println();
      out.println(
          "sink "
              + prepared.sinkId()
              + ", subtask "
              + prepared.subtask()
              + ": results of checkpoint "
              + prepared.checkpointId()
              + " to commit");
    }
  }

  static long bytes(Manifest manifest) {
    return manifest.files().stream().mapToLong(Manifest.DataFile::length).sum();
  }

  private void splits(Manifest manifest) {
    if (manifest.splits().isEmpty()) {
      return;
    }
    TextTable table = new TextTable("source", "split", "events read", "place", "state");
    for (Manifest.SplitEntry split : manifest.splits()) {
      table.row(
          split.source(),
          split.split(),
          TextTable.number(split.offset()),
          Long.toString(split.place()),
          split.ended() ? "ended" : split.idle() ? "idle" : "active");
    }
    out.println();
    out.print(table);
  }

  private void nodes(Manifest manifest) {
    if (manifest.nodes().isEmpty()) {
      return;
    }
    TextTable table = new TextTable("node", "subtask", "watermark", "unkeyed bytes");
    for (Manifest.NodeEntry node : manifest.nodes()) {
      Manifest.Blob unkeyed = node.unkeyed();
      table.row(
          node.nodeId(),
          Integer.toString(node.subtask()),
          Long.toString(node.watermark()),
          unkeyed == null ? "." : TextTable.number(unkeyed.length()));
    }
    out.println();
    out.print(table);
  }

  private void store(Manifest.StoreEntry entry) {
    out.println();
    out.println(
        "operator "
            + entry.operatorId()
            + ", subtask "
            + entry.subtask()
            + ": key groups "
            + entry.fromGroup()
            + " to "
            + (entry.toGroup() - 1)
            + ", "
            + entry.backend()
            + " ("
            + entry.format()
            + ")");
    schema("keys", entry.longKeys() ? CodecSchema.leaf("long", 1) : entry.keySchema());
    try (StateImage image = new StateRows(checkpoint, null).open(entry)) {
      for (StateImage.StoredColumn column : image.columns()) {
        schema(
            "state " + column.name() + ", namespace " + column.namespace(),
            column.schema() == null
                ? CodecSchema.leaf(column.kind().name().toLowerCase(java.util.Locale.ROOT), 1)
                : column.schema());
      }
      for (StateImage.StoredTimers timers : image.timers()) {
        schema("timers " + timers.name() + ", " + timers.domain(), timers.schema());
      }
    }
  }

  private void schema(String what, @Nullable CodecSchema schema) {
    String text = schema == null ? "nothing" : schema.describe().strip();
    out.println("  " + what + ": " + text.replace("\n", "\n    "));
  }
}
