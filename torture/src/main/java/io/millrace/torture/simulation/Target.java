package io.millrace.torture.simulation;

/** Something that is to happen when a step is met for the n-th time from now. */
final class Target {
  private final Step step;
  private final FaultKind fault;
  private final boolean keepsDisk;
  private int times;

  /**
   * That fault at that step.
   *
   * @param keepsDisk of a crash: only the process dies, and everything it wrote is found
   */
  Target(Step step, FaultKind fault, int times, boolean keepsDisk) {
    this.step = step;
    this.fault = fault;
    this.times = times;
    this.keepsDisk = keepsDisk;
  }

  Step step() {
    return step;
  }

  FaultKind fault() {
    return fault;
  }

  boolean keepsDisk() {
    return keepsDisk;
  }

  /** The step is met; true if it is time. */
  boolean met() {
    return --times <= 0;
  }

  @Override
  public String toString() {
    return fault + " at " + step;
  }
}
