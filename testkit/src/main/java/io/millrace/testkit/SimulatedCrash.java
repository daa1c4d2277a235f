package io.millrace.testkit;

/**
 * The process died, because a {@link Fault} or {@link InMemoryFiles#die} said so. Nothing catches
 * it but the test; whatever runs on the way out finds that no file works any more.
 */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  /** At that operation. */
  SimulatedCrash(FileOperation operation) {
    this("before " + operation);
  }

  /** There. */
  SimulatedCrash(String where) {
    super("crashed " + where);
  }
}
