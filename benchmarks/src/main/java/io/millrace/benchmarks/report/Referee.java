package io.millrace.benchmarks.report;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets engines take turns at one workload: finds out how many events fit into a round of each,
 * warms them up, then has each run once in every round. Every checksum must be the one of the loop
 * by hand over the same events; if one is not, there are no figures.
 */
final class Referee {
  private static final int PROBE = 20_000;
  private static final int PROBE_FACTOR = 8;

  private final Path root;
  private final Settings settings;
  private final Map<String, String> versions = new LinkedHashMap<>();

  /**
   * How it is done.
   *
   * @param rounds how many count
   * @param warmUps how many come before
   * @param parallelism how many workers
   * @param events at most so many a round; 0 for as many as the workload has
   * @param seconds a round of a slow engine should not take longer
   * @param stateSeconds a round with checkpoints takes at least that long
   * @param checkpointMs from one checkpoint to the next
   * @param pin engines get as many cores as workers
   * @param heap of each process, such as {@code 4g}
   * @param log where processes write what they have to say
   */
  record Settings(
      int rounds,
      int warmUps,
      int parallelism,
      int events,
      double seconds,
      double stateSeconds,
      long checkpointMs,
      boolean pin,
      String heap,
      Path log) {}

  Referee(Path root, Settings settings) {
    this.root = root;
    this.settings = settings;
  }

  /** What the engines say they are. */
  Map<String, String> versions() {
    return versions;
  }

  List<String> flags(EngineKind kind) {
    return List.of("-Xms" + settings.heap(), "-Xmx" + settings.heap(), kind.collector());
  }

  private EngineProcess start(EngineKind kind) throws IOException {
    int cores = settings.pin() ? settings.parallelism() : 0;
    EngineProcess process = new EngineProcess(kind, root, flags(kind), cores, settings.log());
    versions.put(kind.name(), must(process.ask("version"), "ok"));
    return process;
  }

  private static String must(String answer, String word) {
    if (!answer.startsWith(word)) {
      throw new IllegalStateException(answer);
    }
    return answer.substring(word.length()).strip();
  }

  /** A player that is in, with what it will run. */
  private static final class Player {
    private final EngineProcess process;
    private int events;
    private int replays = 1;
    private String reads = "";
    private String checksum = "";
    private String missing = "";
    private final List<RoundTimes> times = new ArrayList<>();

    Player(EngineProcess process) {
      this.process = process;
    }
  }

  /** Runs a workload on those engines. */
  List<Measurement> measure(Case what, List<EngineKind> kinds) throws IOException {
    List<Player> players = new ArrayList<>();
    try (EngineProcess oracle = start(EngineKind.named(EngineKind.HAND))) {
      for (EngineKind kind : kinds) {
        players.add(new Player(start(kind)));
      }
      for (Player player : players) {
        fit(what, player);
        if (player.missing.isEmpty()) {
          player.checksum = expected(what, player, oracle);
        }
      }
      for (int round = -settings.warmUps(); round < settings.rounds(); round++) {
        for (Player player : players) {
          if (player.missing.isEmpty()) {
            RoundTimes times = run(player);
            if (round >= 0) {
              player.times.add(times);
            }
          }
        }
      }
    } finally {
      players.forEach(player -> player.process.close());
    }
    return players.stream().map(player -> result(what, player)).toList();
  }

  private Measurement result(Case what, Player player) {
    String engine = player.process.kind().name();
    if (!player.missing.isEmpty()) {
      return Measurement.missing(what.name(), engine, settings.parallelism(), player.missing);
    }
    return new Measurement(
        what.name(),
        engine,
        settings.parallelism(),
        (long) player.events * player.replays,
        player.reads,
        player.checksum,
        List.copyOf(player.times),
        "");
  }

  /** Finds out how many events a round has: all, or what fits into the time for a round. */
  private void fit(Case what, Player player) {
    int all = settings.events() > 0 ? Math.min(settings.events(), what.events()) : what.events();
    player.events = Math.min(PROBE, all);
    while (true) {
      String answer = prepare(what, player, "prepare");
      if (answer.startsWith("no ")) {
        player.missing = answer.substring(3);
        return;
      }
      player.reads = must(answer, "ok");
      RoundTimes probe = RoundTimes.parse(must(ask(player), "ok"));
      double seconds = probe.wallNanos() / 1e9;
      double rate = player.events / Math.max(1e-6, seconds);
      boolean known = seconds > settings.seconds() / 8 || player.events == all;
      if (known) {
        player.events = (int) Math.max(PROBE, Math.min(all, rounded(rate * settings.seconds())));
        player.events = Math.min(player.events, all);
        if (what.shape() == Shape.STATE && player.events == all) {
          player.replays = (int) Math.max(1, Math.ceil(rate * settings.stateSeconds() / all));
        }
        must(prepare(what, player, "prepare"), "ok");
        return;
      }
      player.events = (int) Math.min(all, (long) player.events * PROBE_FACTOR);
    }
  }

  /** Two digits. */
  private static double rounded(double number) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(10, number))) - 1);
    return Math.floor(number / unit) * unit;
  }

  private String prepare(Case what, Player player, String word) {
    return player.process.ask(
        String.join(" ", word, what.name(), parallelism(), player.events + " " + player.replays));
  }

  private String parallelism() {
    return Integer.toString(settings.parallelism());
  }

  private String ask(Player player) {
    return player.process.ask("run " + settings.checkpointMs());
  }

  private String expected(Case what, Player player, EngineProcess oracle) {
    boolean own = player.reads.equals("IN_TIME_ONLY");
    String line =
        String.join(
            " ",
            own ? "oracle" : "prepare",
            what.name(),
            parallelism(),
            player.events + " " + player.replays);
    must(oracle.ask(line), "ok");
    return RoundTimes.parse(must(oracle.ask("run " + settings.checkpointMs()), "ok")).checksum();
  }

  private RoundTimes run(Player player) {
    RoundTimes times = RoundTimes.parse(must(ask(player), "ok"));
    if (!times.checksum().equals(player.checksum)) {
      throw new IllegalStateException(
          player.process.kind().name()
              + " gave "
              + times.checksum()
              + " (results and hash), the loop by hand "
              + player.checksum
              + ". There are no figures before the answers are equal.");
    }
    return times;
  }
}
