package io.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an operator or of a part of it. Remembers which were asked for, so that a vector
 * with a setting that nobody knows fails in place of passing by accident.
 */
final class Options {
  private final String path;
  private final JsonNode node;
  private final Set<String> read = new LinkedHashSet<>();
  private final List<Options> parts = new ArrayList<>();

  Options(String path, JsonNode node) {
    if (!node.isObject()) {
      throw new UnsupportedVectorException("'" + path + "' is no object but " + node);
    }
    this.path = path;
    this.node = node;
  }

  private @Nullable JsonNode find(String name) {
    read.add(name);
    JsonNode found = node.get(name);
    return found == null || found.isNull() ? null : found;
  }

  private JsonNode get(String name) {
    JsonNode found = find(name);
    if (found == null) {
      throw new UnsupportedVectorException("'" + path + "' lacks '" + name + "'");
    }
    return found;
  }

  /** True if the setting is given. */
  boolean has(String name) {
    return find(name) != null;
  }

  /** A text. */
  String text(String name) {
    JsonNode found = get(name);
    if (!found.isTextual()) {
      throw new UnsupportedVectorException("'" + path + "." + name + "' is no text: " + found);
    }
    return found.textValue();
  }

  /** A text, or another one if it is not given. */
  String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  /** A 64-bit number. */
  long number(String name) {
    return exactLong(path + "." + name, get(name));
  }

  /** A 64-bit number, or another one if it is not given. */
  long number(String name, long otherwise) {
    return has(name) ? number(name) : otherwise;
  }

  /** A choice, or another one if it is not given. */
  boolean flag(String name, boolean otherwise) {
    JsonNode found = find(name);
    if (found == null) {
      return otherwise;
    }
    if (!found.isBoolean()) {
      throw new UnsupportedVectorException("'" + path + "." + name + "' is no boolean: " + found);
    }
    return found.booleanValue();
  }

  /** A duration given in milliseconds. */
  Duration millis(String name) {
    return Duration.ofMillis(number(name));
  }

  /** A part with settings of its own. */
  Options part(String name) {
    Options part = new Options(path + "." + name, get(name));
    parts.add(part);
    return part;
  }

  /** Says that this value of a setting is not known. */
  UnsupportedVectorException unknown(String name) {
    return new UnsupportedVectorException(
        "unknown " + path + "." + name + " " + node.get(name) + ": the runner has no such thing");
  }

  /** Fails if a setting was given that nobody asked for. */
  void requireAllRead() {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!read.contains(field.getKey())) {
        throw new UnsupportedVectorException(
            "unknown option " + path + "." + field.getKey() + ": " + field.getValue());
      }
    }
    parts.forEach(Options::requireAllRead);
  }

  /** Reads a whole number of 64 bits, never through a double. */
  static long exactLong(String what, JsonNode number) {
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new UnsupportedVectorException("'" + what + "' is no 64-bit number: " + number);
    }
    return number.longValue();
  }
}
