package io.millrace.benchmarks.workloads;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs rounds of one engine as lines on standard input say, so that engines in processes of their
 * own can take turns. Whatever the engine prints goes to standard error. Single-threaded.
 *
 * <pre>
 * prepare WORKLOAD PARALLELISM EVENTS REPLAYS    answers: ok and how it {@link Contender.Reads reads},
 * or no and why it cannot
 * oracle WORKLOAD PARALLELISM EVENTS REPLAYS     the same without late events; for the loop by hand
 * run CHECKPOINT_MS                              answers: ok wall=… cpu=… thread=… checksum=… and notes
 * version                                        answers: ok and the version
 * </pre>
 *
 * Answers begin with {@code @@}. The end of input ends the process.
 */
public final class RoundServer {
  private static final String MARK = "@@ ";

  private final Contender contender;
  private final PrintStream answers;
  private @Nullable Prepared prepared;

  private RoundServer(Contender contender, PrintStream answers) {
    this.contender = contender;
    this.answers = answers;
  }

  /** Serves until the end of input. */
  public static void serve(Contender contender) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    RoundServer server = new RoundServer(contender, answers);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null) {
      server.answer(List.of(line.split(" ", -1)));
      line = lines.readLine();
    }
  }

  private void answer(List<String> words) {
    String answer;
    try {
      answer =
          switch (words.get(0)) {
            case "prepare" -> prepare(words, false);
            case "oracle" -> prepare(words, true);
            case "run" -> run(Long.parseLong(words.get(1)));
            case "version" -> "ok " + contender.version();
            default -> "failed unknown command " + words.get(0);
          };
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      e.printStackTrace();
      answer = "failed " + e.toString().replaceAll("\\s+", " ");
    }
    answers.println(MARK + answer);
    answers.flush();
  }

  private String prepare(List<String> words, boolean oracle) {
    Case what = Case.named(words.get(1));
    int parallelism = Integer.parseInt(words.get(2));
    String cannot = contender.cannot(what, parallelism);
    if (!cannot.isEmpty()) {
      return "no " + cannot;
    }
    Contender.Reads reads = contender.reads(what);
    prepared = null; // so that the old events can go
    prepared =
        Prepared.make(
            what,
            parallelism,
            Integer.parseInt(words.get(3)),
            Integer.parseInt(words.get(4)),
            oracle || reads != Contender.Reads.ALL);
    return "ok " + reads;
  }

  private String run(long checkpointMs) throws Exception {
    Prepared events = prepared;
    if (events == null) {
      return "failed nothing is prepared";
    }
    System.gc(); // NOPMD: what the last round left is not this one's
    Path directory = Files.createTempDirectory("side-by-side");
    try {
      Round round = Round.begin(events);
      String notes = contender.run(round, new Contender.Settings(directory, checkpointMs));
      return "ok wall="
          + round.wallNanos()
          + " cpu="
          + round.cpuNanos()
          + " thread="
          + round.threadNanos()
          + " checksum="
          + round.checksum().text()
          + (notes.isEmpty() ? "" : " " + notes);
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
