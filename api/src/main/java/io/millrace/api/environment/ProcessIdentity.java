package io.millrace.api.environment;

/**
 * Which process this is, as people look for it. Nothing is decided by it.
 *
 * @param pid the number its system gave it; 0 if there is none
 * @param host the name of the machine
 */
public record ProcessIdentity(long pid, String host) {
  /** Of an environment that is no process of a machine. */
  public static final ProcessIdentity UNKNOWN = new ProcessIdentity(0, "unknown");

  @Override
  public String toString() {
    return "process " + pid + " on host " + host;
  }
}
