package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What memory a process has, as {@code /proc} tells it; KiB. */
final class ProcessMemory {
  private ProcessMemory() {}

  /** The most it has had. */
  static long peakKib(long pid) {
    return read(pid, "VmHWM:");
  }

  /** What it has now. */
  static long residentKib(long pid) {
    return read(pid, "VmRSS:");
  }

  private static long read(long pid, String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(field)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
    } catch (IOException e) {
      if (!Files.isDirectory(Path.of("/proc/self"))) {
        throw new IllegalStateException("this test needs a system that has /proc", e);
      }
    }
    return 0; // it has ended
  }
}
