package io.millrace.api.report;

/**
 * What one operator did, all its subtasks together. {@code in = out + filtered + late + noWindow +
 * dead + expired + inFlight} holds whenever the operator is at rest.
 *
 * @param id the id in the plan
 * @param kind what it does, in a word
 * @param in events that came in
 * @param out events taken: passed on, folded into state, or written
 * @param filtered events dropped by a predicate
 * @param late events that came too late
 * @param noWindow events that lie in no window
 * @param dead events that could not be processed
 * @param expired events that ran out of time
 * @param inFlight events inside that have no fate yet
 * @param emitted events that came out
 * @param openWindows windows of keys that are open
 * @param firedWindows firings so far
 * @param keys keys that have state
 * @param stateBytes the size of the state, estimated
 * @param watermarkMs the watermark it has been told, {@code Long.MIN_VALUE} for none
 */
public record OperatorReport(
    String id,
    String kind,
    long in,
    long out,
    long filtered,
    long late,
    long noWindow,
    long dead,
    long expired,
    long inFlight,
    long emitted,
    long openWindows,
    long firedWindows,
    long keys,
    long stateBytes,
    long watermarkMs) {

  /** What came in and has no account: 0, or something is lost. */
  public long unaccounted() {
    return in - out - filtered - late - noWindow - dead - expired - inFlight;
  }
}
