package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The decisions to differ from the reference engine where a vector says that its behaviour is
 * peculiar. An entry names a family and a pattern of the quirk's text, never a vector.
 */
final class Divergences {
  /**
   * A decision.
   *
   * @param family the family of the vectors
   * @param quirk a regular expression that must be found in the quirk's text
   * @param differsIn what may differ; everything else must be as expected
   * @param reason what a user would rather have
   */
  record Decision(String family, Pattern quirk, Set<Comparison.Aspect> differsIn, String reason) {
    /** Keeps a copy. */
    Decision {
      differsIn = Set.copyOf(differsIn);
    }
  }

  private final List<Decision> decisions;

  Divergences(List<Decision> decisions) {
    this.decisions = List.copyOf(decisions);
  }

  /** The decisions made for this engine. */
  static Divergences ours() {
    try (InputStream resource = Divergences.class.getResourceAsStream("divergences.json")) {
      if (resource == null) {
        throw new IllegalStateException("the resource divergences.json is missing");
      }
      List<Decision> decisions = new ArrayList<>();
      for (JsonNode node : JsonMapper.builder().build().readTree(resource)) {
        Options entry = new Options("divergence", node);
        decisions.add(
            new Decision(
                entry.text("family"),
                Pattern.compile(entry.text("quirk")),
                aspects(entry.text("differsIn")),
                entry.text("reason")));
        entry.requireAllRead();
      }
      return new Divergences(decisions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<Comparison.Aspect> aspects(String names) {
    Set<Comparison.Aspect> aspects = EnumSet.noneOf(Comparison.Aspect.class);
    for (String name : List.of(names.split(", *", -1))) {
      aspects.add(Comparison.Aspect.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    return aspects;
  }

  /** All of them. */
  List<Decision> decisions() {
    return decisions;
  }

  /** The decision that covers vectors of a family with that quirk, or null. */
  @Nullable Decision covering(String family, @Nullable String quirk) {
    if (quirk == null) {
      return null;
    }
    return decisions.stream()
        .filter(
            decision -> decision.family().equals(family) && decision.quirk().matcher(quirk).find())
        .findFirst()
        .orElse(null);
  }
}
