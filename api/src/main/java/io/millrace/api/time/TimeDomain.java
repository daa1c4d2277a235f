package io.millrace.api.time;

/** Which clock a window or a timer goes by. */
public enum TimeDomain {
  /** The time written in the events; moves with the watermark. */
  EVENT,
  /** The wall clock of the machine that processes. */
  PROCESSING
}
