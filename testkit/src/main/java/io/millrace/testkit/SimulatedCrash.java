package io.millrace.testkit;

/**
 * The process died while it did something with a file, because a {@link Fault} said so. Nothing
 * catches it but the test; whatever runs on the way out finds that no file works any more.
 */
public final class SimulatedCrash extends Error {
  private static final long serialVersionUID = 1L;

  /** At that operation. */
  SimulatedCrash(FileOperation operation) {
    super("crashed before " + operation);
  }
}
