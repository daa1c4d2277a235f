package io.millrace.api.spi;

/**
 * A plugin: a class with a public no-argument constructor, registered under {@code
 * META-INF/services}, with a name. Names are lower-case letters, digits and hyphens, start with a
 * letter, and are unique for each provider interface.
 */
public interface NamedProvider {
  /** The name users choose the plugin by; stable across releases. */
  String name();
}
