package io.millrace.testkit;

/**
 * Seeds for random cases. Every run uses the same ones unless {@code -Dseed=<n>} asks for one, so
 * that a failure found once is found again.
 */
public final class Seeds {
  /** The system property that asks for one seed. */
  public static final String PROPERTY = "seed";

  private static final long FIRST = 20_260_101;

  private Seeds() {}

  /** A case that depends on a seed. */
  @FunctionalInterface
  public interface Case {
    /** Runs the case. */
    void run(long seed) throws Exception;
  }

  /** The seed of this run: the one asked for, or a fixed one. */
  public static long ofRun() {
    return Long.getLong(PROPERTY, FIRST);
  }

  /**
   * Runs a case with {@code cases} different seeds; with only the one of {@code -Dseed=<n>} if that
   * is given.
   *
   * @throws AssertionError if a case fails, with the line that replays it; the cause is what went
   *     wrong
   */
  public static void forEach(int cases, Case body) {
    int count = System.getProperty(PROPERTY) == null ? cases : 1;
    for (int i = 0; i < count; i++) {
      run(ofRun() + i, body);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a case throws, the seed must be told
  private static void run(long seed, Case body) {
    try {
      body.run(seed);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          e + System.lineSeparator() + "replay: -D" + PROPERTY + "=" + seed, e);
    }
  }
}
