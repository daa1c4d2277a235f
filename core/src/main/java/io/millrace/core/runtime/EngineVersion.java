package io.millrace.core.runtime;

/** The version of the engine, as checkpoints name it. */
final class EngineVersion {
  /** From the jar's manifest; {@code development} where classes lie in a folder. */
  static final String TEXT = read();

  private EngineVersion() {}

  private static String read() {
    String version = EngineVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
