package io.millrace.core.environment;

import io.millrace.api.environment.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process and this machine. */
final class SystemProcess {
  private SystemProcess() {}

  static ProcessIdentity identity() {
    return new ProcessIdentity(ProcessHandle.current().pid(), host());
  }

  /*
   * What the shell and the kernel know, since asking InetAddress for the local host may wait for a
   * name server.
   */
  private static String host() {
    for (String variable : new String[] {"HOSTNAME", "COMPUTERNAME"}) {
      String name = System.getenv(variable);
      if (name != null && !name.isBlank()) {
        return name;
      }
    }
    try {
      return Files.readString(Path.of("/etc/hostname"), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return ProcessIdentity.UNKNOWN.host();
    }
  }
}
