package io.millrace.engine;

import io.millrace.api.report.Json;
import io.millrace.api.report.SplitReport;
import java.util.List;
import java.util.Map;

/**
 * How one stream stands.
 *
 * @param streamId its id
 * @param metadata what was said about it when it was created, as text
 * @param totalEvents events taken in
 * @param bufferSize events that wait to be processed
 * @param processedEvents events handed to all that is attached
 * @param lost events that did not get through, by reason: {@code late} (published at or before the
 *     watermark; windows decide), {@code dropped oldest}, {@code dropped newest}, {@code refused}
 * @param watermarkMs the watermark, milliseconds; {@code Long.MIN_VALUE} for none
 * @param lagMs how far the watermark is behind the wall clock, milliseconds; -1 if there is none
 * @param processorCount how many processors read it
 * @param processors those processors
 * @param windows the windows on it
 * @param splits how far each reader of the stream is, with its watermark and lag
 */
public record StreamMetrics(
    String streamId,
    Map<String, String> metadata,
    long totalEvents,
    int bufferSize,
    long processedEvents,
    Map<String, Long> lost,
    long watermarkMs,
    long lagMs,
    int processorCount,
    List<ProcessorMetrics> processors,
    List<WindowMetrics> windows,
    List<SplitReport> splits) {
  /** Copies the lists. */
  public StreamMetrics {
    processors = List.copyOf(processors);
    windows = List.copyOf(windows);
    splits = List.copyOf(splits);
  }

  /** The metrics as JSON. */
  public String json() {
    return Json.write(this);
  }
}
