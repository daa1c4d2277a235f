package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the tests that kill, break and fill what jobs stand on: {@code bin/torture}. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = "Runs a test that kills, breaks or fills what jobs stand on.")
public final class Torture implements Callable<Integer> {
  private static final Map<String, TortureTest> TESTS = tests();

  /**
   * Jobs in this process fail all the time, as they are meant to; held, or its level is forgotten.
   */
  private static final Logger JOBS = Logger.getLogger("io.millrace");

  static {
    JOBS.setLevel(Level.OFF);
  }

  @Parameters(paramLabel = "NAME", description = "a test, all, or list")
  private String name = "list";

  @Option(names = "--scale", description = "ci (default) or full")
  private String scale = "ci";

  @Option(names = "--seed", description = "chooses everything that is random")
  private long seed = 42;

  @Option(names = "--backend", description = "memory or rocksdb; both if not given")
  private @Nullable String backend;

  @Option(names = "--parallelism", description = "workers; what the test knows if not given")
  private int parallelism;

  @Option(names = "--only", description = "so many cases, from the seed on; of T4 and T11")
  private int only;

  private Torture() {}

  private static Map<String, TortureTest> tests() {
    Map<String, TortureTest> tests = new LinkedHashMap<>();
    tests.put("T1", new KillTest());
    tests.put("T2", new KafkaKillTest());
    tests.put("T3", new DatabaseKillTest());
    tests.put("T4", new SimulationTest());
    tests.put("T5", new CrashTest());
    tests.put("T6", new CorruptionTest());
    tests.put("T7", new RescaleTest());
    tests.put("T8", new DayTest());
    tests.put("T10", new FloodTest());
    tests.put("T11", new GraphsTest());
    tests.put("T12", new DiskFullTest());
    tests.put("T14", new ZombieTest());
    tests.put("T19", new EvolutionTest());
    tests.put("T23", new RecoveryTest());
    tests.put("cost", new CostTest());
    return tests;
  }

  /** Runs one test, or all; exits with 1 if one fails. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Torture()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    if (name.equals("list")) {
      TESTS.forEach((test, what) -> System.out.printf("%-6s %s%n", test, what.about()));
      return 0;
    }
    if (!scale.equals("ci") && !scale.equals("full")) {
      System.err.println("--scale is ci or full, not '" + scale + "'");
      return 2;
    }
    if (name.equals("all")) {
      int failed = 0;
      for (Map.Entry<String, TortureTest> test : TESTS.entrySet()) {
        failed += run(test.getKey(), test.getValue()) ? 0 : 1;
      }
      return failed == 0 ? 0 : 1;
    }
    TortureTest test = TESTS.get(name);
    if (test == null) {
      System.err.println("there is no test '" + name + "'; there are " + TESTS.keySet());
      return 2;
    }
    return run(name, test) ? 0 : 1;
  }

  private boolean run(String test, TortureTest body) throws Exception {
    Path work = Files.createTempDirectory("torture-" + test + "-");
    Verdict verdict;
    try {
      verdict =
          body.run(new Settings(scale.equals("full"), seed, backend, parallelism, only, work));
    } catch (Exception | AssertionError e) {
      System.out.println("  what is left lies in " + work);
      throw e;
    }
    // What failed is worth looking at; what has passed is not.
    if (verdict.passed()) {
      delete(work);
    } else {
      System.out.println("  what is left lies in " + work);
    }
    System.out.println(verdict.line(test, seed));
    return verdict.passed();
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
