package io.millrace.torture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Savepoints that versions of the engine have left, which every later one has to read. They hold
 * windows, joins, all kinds of state, timers, broadcast state and calls in flight. T19 goes on from
 * each. How to write those of a new version: {@code docs/checkpoints.md}.
 */
public final class StoredCheckpoints {
  private static final String TYPES =
      """
      public enum Kind { RED, GREEN }
      public record Key(String name, long of) {}
      public record Value(int a, @Nullable String b, List<Double> c, Kind d, Optional<Long> e) {}
      public static Key key(long n) { return new Key("k" + n, n); }
      public static Value value(long n) {
        return new Value(
            (int) n, n % 2 == 0 ? null : "b", List.of(n / 2.0), Kind.GREEN, Optional.of(-n));
      }
      """;
  private static final SchemaChange PROGRAM =
      new SchemaChange(
          "stored",
          SchemaChange.OPERATORS + TYPES,
          SchemaChange.OPERATORS + TYPES,
          n -> "Key[name=k%d, of=%d]".formatted(n, n),
          StoredCheckpoints::value,
          StoredCheckpoints::value,
          null);

  private StoredCheckpoints() {}

  /** One of them. */
  record Stored(String version, String backend) {
    String name() {
      return version + "-" + backend + ".zip";
    }
  }

  static List<Stored> all() {
    return List.of(new Stored("0.1.0", "memory"), new Stored("0.1.0", "rocksdb"));
  }

  private static String value(long n) {
    return "Value[a=%d, b=%s, c=[%s], d=GREEN, e=Optional[%d]]"
        .formatted(n, n % 2 == 0 ? null : "b", n / 2.0, -n);
  }

  /** Goes on from one of them, on one of these backends. */
  static EvolutionRun.Result goOn(Stored stored, List<String> backends, Path work, long seed)
      throws Exception {
    Path target = Files.createDirectories(EvolutionRun.start(work));
    try (InputStream in = StoredCheckpoints.class.getResourceAsStream("/stored/" + stored.name())) {
      if (in == null) {
        throw new IllegalStateException("/stored/" + stored.name() + " is not on the class path");
      }
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, target.resolve(entry.getName()));
      }
    }
    try (ShapeCompiler.Programs programs =
        ShapeCompiler.compile(List.of(PROGRAM), work.resolve("program"))) {
      return new EvolutionRun(PROGRAM, programs, stored.backend(), backends, work, seed).goOn();
    }
  }

  /**
   * Writes those of this version.
   *
   * @param args the version, and the directory to write to
   */
  public static void main(String[] args) throws Exception {
    for (String backend : List.of("memory", "rocksdb")) {
      Path work = Files.createTempDirectory("stored-");
      Path target = Path.of(args[1], new Stored(args[0], backend).name());
      long seed = args[0].hashCode();
      try (ShapeCompiler.Programs programs =
          ShapeCompiler.compile(List.of(PROGRAM), work.resolve("program"))) {
        var run = new EvolutionRun(PROGRAM, programs, backend, List.of(backend), work, seed);
        zip(run.write(), target);
      }
      Torture.delete(work);
      System.out.println(target + ": " + Files.size(target) + " bytes");
    }
  }

  private static void zip(Path directory, Path target) throws IOException {
    try (Stream<Path> files = Files.list(directory);
        ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(target))) {
      for (Path file : files.sorted().toList()) {
        zip.putNextEntry(new ZipEntry(String.valueOf(file.getFileName())));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
