package io.millrace.api.report;

import io.millrace.api.spi.ProviderLoader;

/** Turns records, maps and lists into JSON text. */
public final class Json {
  private Json() {}

  /** The value as indented JSON. Done by the engine's module, found at run time. */
  public static String write(Object value) {
    return ProviderLoader.named(
            JsonProvider.class,
            "json",
            "Add millrace-core to the class path (at run time is enough).")
        .write(value);
  }
}
