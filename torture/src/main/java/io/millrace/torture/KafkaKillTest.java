package io.millrace.torture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;

/**
 * T2: a job from topic to topic is killed with SIGKILL, again and again, and so is the broker. What
 * a reader of committed records sees in the end is compared with what it must be.
 */
final class KafkaKillTest implements TortureTest {
  /** How many keys there are. */
  static final int KEYS = 50;

  private static final int PARTITIONS = 4;
  private static final int INTERVAL_MS = 100;
  private static final int PER_SECOND = 2_000;

  @Override
  public String about() {
    return "kill -9 of a job from topic to topic, and of the broker";
  }

  /** What was done so far, and where. */
  private static final class Run {
    private final Path dir;
    private final KafkaBroker broker;
    private final String in;
    private final String out;
    private final String backend;
    private final int parallelism;
    private final SplittableRandom random;
    private int kills;
    private int inCommit;
    private int brokerKills;
    private int gaveUp;

    Run(
        Path dir,
        KafkaBroker broker,
        String name,
        String backend,
        int parallelism,
        SplittableRandom random) {
      this.dir = dir;
      this.broker = broker;
      this.in = "in-" + name;
      this.out = "out-" + name;
      this.backend = backend;
      this.parallelism = parallelism;
      this.random = random;
    }

    Arguments arguments(boolean last, Path phase, String stall) {
      return Arguments.of()
          .with("bootstrap", broker.bootstrap())
          .with("in", in)
          .with("out", out)
          .with("last", last)
          .with("dir", dir)
          .with("phase", phase)
          .with("stall", stall)
          .with("interval", INTERVAL_MS)
          .with("backend", backend)
          .with("parallelism", parallelism);
    }
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    SplittableRandom random = new SplittableRandom(settings.seed());
    List<String> backends = settings.backends();
    int jobs = backends.size() * settings.parallelisms().length;
    int killsEach = (settings.scale(20, 300) + jobs - 1) / jobs;
    int brokerKillsEach = (settings.scale(3, 30) + jobs - 1) / jobs;
    Verdict verdict = new Verdict();
    int kills = 0;
    int inCommit = 0;
    int brokerKills = 0;
    int gaveUp = 0;
    long events = 0;
    long bad = 0;
    int open = 0;
    try (KafkaBroker broker = new KafkaBroker(settings.work().resolve("broker"))) {
      broker.start();
      for (String backend : backends) {
        for (int parallelism : settings.parallelisms()) {
          String name = backend + "-" + parallelism;
          Path dir = Files.createDirectories(settings.work().resolve(name));
          Run run = new Run(dir, broker, name, backend, parallelism, random.split());
          long written = run(run, killsEach, brokerKillsEach);
          Oracle.Difference found =
              Oracle.compare(name, expected(written), broker.committed(run.out));
          System.out.println("  " + found);
          bad += found.lost() + found.duplicated() + found.wrong();
          events += written;
          kills += run.kills;
          inCommit += run.inCommit;
          brokerKills += run.brokerKills;
          gaveUp += run.gaveUp;
        }
      }
      open = broker.openTransactions("millrace-");
    }
    return verdict
        .count("kills", kills)
        .count("inCommit", inCommit)
        .count("brokerKills", brokerKills)
        .count("jobGaveUp", gaveUp)
        .count("events", events)
        .count("lostDuplicatedWrong", bad)
        .count("openTransactions", open)
        .require(bad == 0, "every result is there once")
        .require(open == 0, "no transaction is left open");
  }

  private static List<String> expected(long written) {
    return LongStream.range(0, written)
        .mapToObj(i -> KafkaKillJob.line("k" + i % KEYS, i / KEYS + 1))
        .toList();
  }

  private static long run(Run run, int kills, int brokerKills) throws Exception {
    run.broker.create(run.in, PARTITIONS);
    run.broker.create(run.out, PARTITIONS);
    AtomicBoolean over = new AtomicBoolean();
    KafkaBroker.Feeder feeder = run.broker.feeder(run.in, PARTITIONS, PER_SECOND, over);
    try {
      List<Boolean> lives = new ArrayList<>();
      for (int i = 0; i < kills + brokerKills; i++) {
        lives.add(run.random.nextInt(lives.size() + 1), i < brokerKills);
      }
      for (boolean broker : lives) {
        life(run, broker);
      }
    } finally {
      over.set(true);
    }
    long written = feeder.await();
    Path phase = run.dir.resolve("phase");
    Files.deleteIfExists(phase);
    PhaseFile.open(phase);
    Arguments last = run.arguments(true, phase, "none");
    try (Child child = Child.start(KafkaKillJob.class, last, run.dir.resolve("log"))) {
      if (child.await(300) != 0) {
        throw new IllegalStateException("the job failed, see " + run.dir.resolve("log"));
      }
    }
    return written;
  }

  private static void life(Run run, boolean killsBroker) throws Exception {
    Path phase = run.dir.resolve("phase");
    Files.deleteIfExists(phase);
    String stall = killsBroker ? "none" : KillTest.stall(run.random);
    PhaseFile watched = PhaseFile.open(phase);
    Arguments arguments = run.arguments(false, phase, stall);
    try (Child child = Child.start(KafkaKillJob.class, arguments, run.dir.resolve("log"))) {
      KillTest.waitForItsTime(child, watched, stall, run.random);
      if (stall.equals("none")) {
        // Clients take longer to start than files: else no commit would ever be met.
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (child.alive()
            && watched.phase() == PhaseFile.Phase.RESTORING
            && System.nanoTime() < until) {
          TimeUnit.MILLISECONDS.sleep(5);
        }
        TimeUnit.MILLISECONDS.sleep(run.random.nextInt(1_000));
      }
      if (killsBroker) {
        run.broker.kill();
        run.brokerKills++;
        TimeUnit.MILLISECONDS.sleep(run.random.nextInt(2_000));
        run.broker.start();
        TimeUnit.MILLISECONDS.sleep(run.random.nextInt(2_000));
      }
      boolean alive = child.alive();
      PhaseFile.Phase met = watched.phase();
      child.kill();
      if (alive) {
        run.kills++;
        run.inCommit += met == PhaseFile.Phase.COMMITTING ? 1 : 0;
      } else if (killsBroker) {
        // It may give up while the broker is away; the next life goes on.
        run.gaveUp++;
      } else {
        throw new IllegalStateException("the job failed by itself, see " + run.dir.resolve("log"));
      }
    }
  }
}
