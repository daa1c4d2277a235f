package io.millrace.connector.files;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How points in time are written in a file: ISO 8601, or a pattern and the zone its local times are
 * in. A time that occurs twice or never, when clocks are set, is taken as {@code java.time} does:
 * the earlier one, or shifted by the gap.
 */
final class Timestamps {
  static final Timestamps ISO = new Timestamps("", null);

  private final String pattern;
  private final @Nullable DateTimeFormatter formatter;

  private Timestamps(String pattern, @Nullable DateTimeFormatter formatter) {
    this.pattern = pattern;
    this.formatter = formatter;
  }

  static Timestamps of(String pattern, ZoneId zone) {
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
    try {
      builder.appendPattern(pattern);
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the pattern '"
              + pattern
              + "' is none: "
              + e.getMessage()
              + ". Give one of DateTimeFormatter, such as yyyy-MM-dd HH:mm:ss.",
          e);
    }
    // Strict, or 31 February would become the 28th; strict wants to know the era of yyyy.
    if (pattern.indexOf('y') >= 0 && pattern.indexOf('G') < 0) {
      builder.parseDefaulting(ChronoField.ERA, 1);
    }
    return new Timestamps(
        pattern,
        builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT).withZone(zone));
  }

  /** What was expected, for a message. */
  String expected() {
    return formatter == null ? " in ISO 8601" : " written as " + pattern;
  }

  Instant instant(String text) {
    return formatter == null ? Instant.parse(text) : formatter.parse(text, Instant::from);
  }

  LocalDateTime dateTime(String text) {
    return formatter == null
        ? LocalDateTime.parse(text)
        : formatter.parse(text, LocalDateTime::from);
  }

  /**
   * A date by the pattern if it reads as one, else in ISO 8601: files mix times of one form with
   * plain dates.
   */
  LocalDate date(String text) {
    if (formatter == null) {
      return LocalDate.parse(text);
    }
    try {
      return formatter.parse(text, LocalDate::from);
    } catch (DateTimeParseException e) {
      return LocalDate.parse(text);
    }
  }

  /** The text of a time of one of these types. */
  String print(Object value) {
    if (formatter == null || value instanceof LocalDate) {
      return value.toString();
    }
    if (value instanceof LocalDateTime local) {
      ZoneId zone = formatter.getZone();
      return formatter.format(local.atZone(zone == null ? ZoneOffset.UTC : zone));
    }
    return formatter.format((TemporalAccessor) value);
  }
}
