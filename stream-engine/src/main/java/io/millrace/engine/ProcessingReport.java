package io.millrace.engine;

import io.millrace.api.report.Json;
import io.millrace.api.report.TextTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a {@link StreamEngine} holds and what it did: data first, text and JSON from it. Things that
 * were removed are in it no more.
 *
 * @param summary the totals
 * @param streams the streams, those that are outputs of processors and joins included
 * @param processors the processors
 * @param windows the windows
 * @param joins the joins
 * @param lost events that did not get through, by reason, all together
 * @param state the values of {@code updateState}
 */
public record ProcessingReport(
    Summary summary,
    List<StreamMetrics> streams,
    List<ProcessorMetrics> processors,
    List<WindowMetrics> windows,
    List<JoinMetrics> joins,
    Map<String, Long> lost,
    StateSize state) {
  /**
   * The totals.
   *
   * @param mode {@code manual} or {@code background}
   * @param totalStreams streams that were created; outputs of processors and joins do not count
   * @param totalProcessors processors
   * @param totalWindows window ids
   * @param totalJoins joins
   * @param totalEvents events published to the streams that were created
   * @param totalProcessedEvents those of them that were processed; each counts once, however many
   *     processors saw it
   */
  public record Summary(
      String mode,
      int totalStreams,
      int totalProcessors,
      int totalWindows,
      int totalJoins,
      long totalEvents,
      long totalProcessedEvents) {}

  /**
   * How large the state is.
   *
   * @param values how many values there are, all namespaces together
   * @param bytes how much they take, estimated
   */
  public record StateSize(int values, long bytes) {}

  /** Copies the lists. */
  public ProcessingReport {
    streams = List.copyOf(streams);
    processors = List.copyOf(processors);
    windows = List.copyOf(windows);
    joins = List.copyOf(joins);
  }

  /** The report as JSON. */
  public String json() {
    return Json.write(this);
  }

  /** The report as tables for reading. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "stream engine (%s): %d streams, %d processors, %d windows, %d joins; %d of %d events"
                + " processed%n%n",
            summary.mode(),
            summary.totalStreams(),
            summary.totalProcessors(),
            summary.totalWindows(),
            summary.totalJoins(),
            summary.totalProcessedEvents(),
            summary.totalEvents()));
    text.append(streamTable());
    if (!processors.isEmpty()) {
      text.append('\n').append(processorTable());
    }
    if (!windows.isEmpty()) {
      text.append('\n').append(windowTable());
    }
    if (!joins.isEmpty()) {
      text.append('\n').append(joinTable());
    }
    TextTable losses = new TextTable("lost", "events");
    lost.forEach((reason, events) -> losses.row(reason, TextTable.number(events)));
    text.append('\n').append(losses);
    text.append('\n')
        .append("state: ")
        .append(state.values())
        .append(" values, ")
        .append(TextTable.bytes(state.bytes()))
        .append('\n');
    return text.toString();
  }

  private TextTable streamTable() {
    TextTable table =
        new TextTable("stream", "events", "buffered", "processed", "watermark", "lag");
    for (StreamMetrics stream : streams) {
      table.row(
          stream.streamId(),
          TextTable.number(stream.totalEvents()),
          TextTable.number(stream.bufferSize()),
          TextTable.number(stream.processedEvents()),
          TextTable.time(stream.watermarkMs()),
          stream.lagMs() < 0 ? "-" : TextTable.duration(Duration.ofMillis(stream.lagMs())));
    }
    return table;
  }

  private TextTable processorTable() {
    TextTable table =
        new TextTable("processor", "on", "processed", "emitted", "filtered", "dead", "status");
    for (ProcessorMetrics processor : processors) {
      table.row(
          processor.processorId(),
          processor.streamId(),
          TextTable.number(processor.processedCount()),
          TextTable.number(processor.emitted()),
          TextTable.number(processor.filtered()),
          TextTable.number(processor.dead()),
          processor.status());
    }
    return table;
  }

  private TextTable windowTable() {
    TextTable table =
        new TextTable("window", "on", "shape", "events", "open", "fired", "late", "keys", "state");
    for (WindowMetrics window : windows) {
      table.row(
          window.windowId(),
          window.streamId(),
          window.shape(),
          TextTable.number(window.events()),
          TextTable.number(window.open()),
          TextTable.number(window.fired()),
          TextTable.number(window.late()),
          TextTable.number(window.keys()),
          TextTable.bytes(window.stateBytes()));
    }
    return table;
  }

  private TextTable joinTable() {
    TextTable table =
        new TextTable("join", "left", "right", "key", "within", "events", "pairs", "late");
    for (JoinMetrics join : joins) {
      table.row(
          join.joinId(),
          join.leftStreamId(),
          join.rightStreamId(),
          join.joinKey(),
          TextTable.duration(Duration.ofMillis(join.withinMs())),
          TextTable.number(join.events()),
          TextTable.number(join.pairs()),
          TextTable.number(join.late()));
    }
    return table;
  }
}
