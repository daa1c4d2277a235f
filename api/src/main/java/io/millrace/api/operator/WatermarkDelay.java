package io.millrace.api.operator;

/**
 * An operator that may emit events earlier than the watermark it was told, such as an outer join
 * that must wait before it knows that a row has no partner. Optional. The engine passes its
 * watermark on that much later, so that these events are on time for whoever comes after; the end
 * of the stream is passed on as it is.
 */
public interface WatermarkDelay {
  /**
   * How far its events may lie behind the watermark it was told, in milliseconds; 0 or more and
   * always the same.
   */
  long watermarkDelayMs();
}
