package io.millrace.windowing.provider;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Settings of an assigner as text. Reads each with its type, and refuses what is unknown, missing
 * or malformed.
 */
final class NamedSettings {
  private final String assigner;
  private final Map<String, String> settings;

  /** Refuses settings whose names are not {@code known}. */
  NamedSettings(String assigner, Map<String, String> settings, Set<String> known) {
    this.assigner = assigner;
    this.settings = new TreeMap<>(settings);
    for (String name : this.settings.keySet()) {
      if (!known.contains(name)) {
        throw invalid("have no setting '" + name + "'. They take: " + new TreeSet<>(known) + ".");
      }
    }
  }

  /** A duration that must be there. */
  Duration duration(String name) {
    return parse(name, require(name));
  }

  /** A duration, or zero. */
  Duration durationOrZero(String name) {
    String text = settings.get(name);
    return text == null ? Duration.ZERO : parse(name, text);
  }

  /** A number that must be there. */
  long number(String name) {
    return parseNumber(name, require(name));
  }

  /** A number, or another. */
  long number(String name, long absent) {
    String text = settings.get(name);
    return text == null ? absent : parseNumber(name, text);
  }

  /** The setting {@code time}: {@code event} unless it says {@code processing}. */
  TimeDomain domain() {
    String text = settings.getOrDefault("time", "event");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "event" -> TimeDomain.EVENT;
      case "processing" -> TimeDomain.PROCESSING;
      default -> throw malformed("time", text, "'event' or 'processing'", null);
    };
  }

  /** True, false, or absent for false. */
  boolean flag(String name) {
    String text = settings.getOrDefault(name, "false");
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed(name, text, "'true' or 'false'", null);
    };
  }

  private String require(String name) {
    String text = settings.get(name);
    if (text == null) {
      throw invalid("need the setting '" + name + "'. Given: " + settings.keySet() + ".");
    }
    return text;
  }

  private Duration parse(String name, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw malformed(name, text, "an ISO-8601 duration such as PT5M", e);
    }
  }

  private long parseNumber(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw malformed(name, text, "a whole number", e);
    }
  }

  private MillraceException malformed(
      String name, String text, String expected, @Nullable Throwable cause) {
    return new MillraceException(
        ApiError.WINDOW_INVALID,
        assigner + " windows: '" + name + "' was '" + text + "', expected " + expected + ".",
        cause);
  }

  private MillraceException invalid(String what) {
    return new MillraceException(ApiError.WINDOW_INVALID, assigner + " windows " + what);
  }
}
