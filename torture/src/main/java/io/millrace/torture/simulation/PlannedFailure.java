package io.millrace.torture.simulation;

/** Code of the user's throws, as planned. */
final class PlannedFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlannedFailure(Step step) {
    super("planned at " + step);
  }
}
