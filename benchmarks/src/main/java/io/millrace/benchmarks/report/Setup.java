package io.millrace.benchmarks.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * On what was measured, without the name of anything.
 *
 * @param machine its class
 * @param jdk what ran the engines
 * @param revision of this project
 * @param flags of each engine's process
 * @param versions of the engines
 * @param clock by which figures are given
 * @param pinned engines had as many cores as workers
 * @param parallelism how many workers
 * @param checkpointMs from one checkpoint to the next
 * @param loadBefore load average before
 * @param loadAfter and after
 */
record Setup(
    String machine,
    String jdk,
    String revision,
    Map<String, List<String>> flags,
    Map<String, String> versions,
    Measurement.Clock clock,
    boolean pinned,
    int parallelism,
    long checkpointMs,
    double loadBefore,
    double loadAfter) {
  static Setup of(
      Path root,
      List<EngineKind> kinds,
      Referee referee,
      Measurement.Clock clock,
      boolean pinned,
      int parallelism,
      long checkpointMs,
      double loadBefore,
      double loadAfter)
      throws IOException {
    Map<String, List<String>> flags = new LinkedHashMap<>();
    kinds.forEach(kind -> flags.put(kind.name(), referee.flags(kind)));
    return new Setup(
        machineClass(),
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"),
        describe(root),
        flags,
        referee.versions(),
        clock,
        pinned,
        parallelism,
        checkpointMs,
        loadBefore,
        loadAfter);
  }

  private static String machineClass() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    String model = System.getProperty("os.arch");
    if (Files.isReadable(info)) {
      model =
          Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(model);
    }
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return String.format(
        Locale.ROOT,
        "%d vCPU (%s), %d GiB, %s",
        Runtime.getRuntime().availableProcessors(),
        model,
        Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
        System.getProperty("os.name"));
  }

  private static String describe(Path root) throws IOException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty")
            .directory(root.toFile())
            .redirectErrorStream(true)
            .start();
    return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
