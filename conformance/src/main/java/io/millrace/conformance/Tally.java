package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs vectors, counts how they went and prints a line for each that failed. */
final class Tally {
  private final Divergences divergences;
  private final Set<String> skippedFamilies;
  private final PrintStream out;
  private int passed;
  private int failed;
  private int diverged;
  private int skipped;

  Tally(Divergences divergences, Set<String> skippedFamilies, PrintStream out) {
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
    String difference = difference(node);
    JsonNode quirk = node.get("quirk");
    if (difference == null) {
      passed++;
    } else if (divergences.covering(family, quirk == null ? null : quirk.asText()) != null) {
      diverged++;
    } else {
      fail(node.path("name").asText("(a vector without a name)"), difference);
    }
  }

  private void fail(String name, String difference) {
    failed++;
    out.println(name + ": " + difference.replaceAll("\\s*\\R\\s*", " "));
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a vector throws, the next one is run
  private static @Nullable String difference(JsonNode node) {
    try {
      return VectorRun.firstDifference(VectorReader.read(node));
    } catch (UnsupportedVectorException e) {
      return "cannot be run: " + e.getMessage();
    } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
      return "cannot be run: " + describe(e);
    }
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
