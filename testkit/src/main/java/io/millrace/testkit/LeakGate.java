package io.millrace.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which something is left that was not there before it: see {@link
 * Leftovers}. JUnit registers it by itself where {@code
 * junit.jupiter.extensions.autodetection.enabled} is true, as it is in this build. For classes that
 * run one after the other.
 */
public final class LeakGate implements BeforeAllCallback, AfterAllCallback {
  /** What ends by itself, such as a thread that was told to, has that long for it. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Deque<Watched> WATCHED = new ArrayDeque<>();

  private record Watched(Class<?> test, Leftovers before) {}

  /** For JUnit. */
  public LeakGate() {}

  /** True while the gate watches over a test class. */
  public static boolean watches(Class<?> test) {
    synchronized (WATCHED) {
      return WATCHED.stream().anyMatch(watched -> watched.test() == test);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    synchronized (WATCHED) {
      WATCHED.push(new Watched(context.getRequiredTestClass(), Leftovers.now()));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Watched watched;
    synchronized (WATCHED) {
      watched = WATCHED.pop();
    }
    List<String> left = watched.before().since(PATIENCE);
    if (!left.isEmpty()) {
      throw new AssertionError(
          watched.test().getName()
              + " leaves behind what was not there before it. Close it:"
              + System.lineSeparator()
              + String.join(System.lineSeparator(), left));
    }
  }
}
