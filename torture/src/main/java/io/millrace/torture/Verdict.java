package io.millrace.torture;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a test has counted, and whether that is good. */
final class Verdict {
  private final Map<String, Object> counts = new LinkedHashMap<>();
  private boolean passed = true;

  /** Adds a figure. */
  Verdict count(String name, Object value) {
    counts.put(name, value);
    return this;
  }

  /** The test has passed only if this holds; says what did not. */
  Verdict require(boolean holds, String what) {
    if (!holds) {
      passed = false;
      System.out.println("  not so: " + what);
    }
    return this;
  }

  boolean passed() {
    return passed;
  }

  /** The one line at the end. */
  String line(String test, long seed) {
    StringBuilder line = new StringBuilder(test);
    counts.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
    return line.append(" seed=").append(seed).append(passed ? " PASSED" : " FAILED").toString();
  }
}
