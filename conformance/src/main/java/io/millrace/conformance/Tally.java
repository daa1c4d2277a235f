package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Runs vectors, counts how they went and prints a line for each that failed. */
final class Tally {
  private final Divergences divergences;
  private final Set<String> skippedFamilies;
  private final String backend;
  private final PrintStream out;
  private int passed;
  private int failed;
  private int diverged;
  private int skipped;

  Tally(Divergences divergences, Set<String> skippedFamilies, String backend, PrintStream out) {
    this.backend = backend;
    this.divergences = divergences;
    this.skippedFamilies = Set.copyOf(skippedFamilies);
    this.out = out;
  }

  /** Runs all vectors of a file; one that cannot be read counts as one that failed. */
  void file(Path file) {
    List<JsonNode> vectors;
    try {
      vectors = VectorReader.vectors(file);
    } catch (IOException | UnsupportedVectorException e) {
      fail(String.valueOf(file.getFileName()), "cannot be read: " + e.getMessage());
      return;
    }
    vectors.forEach(this::vector);
  }

  /** Runs a vector. */
  void vector(JsonNode node) {
    String family = node.path("family").asText();
    if (skippedFamilies.contains(family)) {
      skipped++;
      return;
    }
    String name = node.path("name").asText("(a vector without a name)");
    try {
      Vector vector = VectorReader.read(node);
      VectorRun.Outcome outcome = VectorRun.record(vector, backend);
      compare(outcome.expectedOf(vector), outcome.recording());
    } catch (UnsupportedVectorException e) {
      fail(name, "cannot be run: " + e.getMessage());
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      // Whatever a vector throws, the next one is run.
      fail(name, "cannot be run: " + describe(e));
    }
  }

  private void compare(Vector vector, Vector.Recording got) {
    Set<Comparison.Aspect> all = EnumSet.allOf(Comparison.Aspect.class);
    String difference = Comparison.firstDifference(vector, got, all);
    if (difference == null) {
      passed++;
      return;
    }
    Divergences.Decision decision = divergences.covering(vector.family(), vector.quirk());
    if (decision != null) {
      all.removeAll(decision.differsIn());
      if (Comparison.firstDifference(vector, got, all) == null) {
        diverged++;
        return;
      }
    }
    fail(vector.name(), difference);
  }

  private void fail(String name, String difference) {
    failed++;
    out.println(name + ": " + difference.replaceAll("\\s*\\R\\s*", " "));
  }

  private static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder(thrown.toString());
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append(", caused by ").append(cause);
    }
    return text.toString();
  }

  /** Prints the counts. */
  void print() {
    if (skipped > 0) {
      out.println(skipped + " skipped by request");
    }
    if (diverged > 0) {
      out.println(diverged + " diverge by decision");
    }
    out.println(passed + " passed, " + failed + " failed");
  }

  /** How many passed. */
  int passed() {
    return passed;
  }

  /** How many failed. */
  int failed() {
    return failed;
  }

  /** How many differ by decision. */
  int diverged() {
    return diverged;
  }

  /** How many were left out. */
  int skipped() {
    return skipped;
  }
}
