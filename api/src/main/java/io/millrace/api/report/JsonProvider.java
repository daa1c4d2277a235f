package io.millrace.api.report;

import io.millrace.api.spi.NamedProvider;

/** Writes JSON. The engine's module provides it, so that the API needs no JSON library. */
public interface JsonProvider extends NamedProvider {
  /**
   * The value, made of records, maps, lists, strings, numbers and {@code java.time} values, as
   * indented JSON; the latter as text by ISO 8601.
   */
  String write(Object value);
}
