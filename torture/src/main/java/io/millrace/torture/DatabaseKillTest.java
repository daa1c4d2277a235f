package io.millrace.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * T3: a job that writes to PostgreSQL is killed with SIGKILL, and so is the database, in turn; each
 * life of the job has another parallelism. What the tables hold in the end, as an outside reader
 * sees it, is compared with an oracle.
 */
final class DatabaseKillTest implements TortureTest {
  private static final int INTERVAL_MS = 60;
  private static final long PATIENCE_SECONDS = 60;

  private int kills;
  private int inCommit;
  private int inRestore;
  private int databaseKills;

  @Override
  public String about() {
    return "kill -9 of a job that writes to PostgreSQL, and of PostgreSQL";
  }

  @Override
  public Verdict run(Settings settings) throws Exception {
    int aimed = settings.scale(20, 300);
    int aimedDatabase = settings.scale(3, 30);
    EventPlan plan =
        new EventPlan(settings.seed(), 4, settings.scale(200_000, 3_000_000) / 4, 100, 5);
    try (PostgresServer database = PostgresServer.start(settings.work())) {
      database.sql(
          "CREATE TABLE events (id BIGINT NOT NULL, name VARCHAR(20))",
          "CREATE TABLE sums (name VARCHAR(20), start_ms BIGINT, total BIGINT)");
      lives(settings, plan, database, aimed, aimedDatabase);
      return verdict(plan, database)
          .require(kills >= aimed, aimed + " kills of the job")
          .require(databaseKills >= aimedDatabase, aimedDatabase + " kills of the database")
          .require(inCommit > 0, "kills inside commits");
    }
  }

  private void lives(
      Settings settings, EventPlan plan, PostgresServer database, int aimed, int aimedDatabase)
      throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(plan.seed());
    long rate = Math.max(500, plan.perSplit() * 3 / aimed);
    int each = Math.max(1, aimed / aimedDatabase);
    for (int life = 0; ; life++) {
      boolean last = kills >= aimed && databaseKills >= aimedDatabase;
      if (life > 3 * (aimed + aimedDatabase)) {
        throw new IllegalStateException("the job ended before it was killed often enough");
      }
      boolean databaseToo = !last && life % each == each - 1 && databaseKills < aimedDatabase;
      live(settings, plan, database, random, last ? 0 : rate, databaseToo);
      if (last) {
        return;
      }
      if (life % 5 == 4) {
        System.out.printf(
            "  %d kills, %d in commits, %d in restores; %d kills of the database%n",
            kills, inCommit, inRestore, databaseKills);
      }
    }
  }

  private void live(
      Settings settings,
      EventPlan plan,
      PostgresServer database,
      SplittableRandom random,
      long rate,
      boolean databaseToo)
      throws IOException, InterruptedException {
    boolean last = rate == 0;
    int way = last || databaseToo ? 3 : random.nextInt(4);
    int at = 1 + random.nextInt(30);
    int call = 1 + random.nextInt(80); // some twenty of a worker are taken by the restore
    Path dir = settings.work();
    Path phase = dir.resolve("phase");
    Files.deleteIfExists(phase);
    Arguments arguments =
        Arguments.of()
            .with(plan)
            .with("dir", dir)
            .with("url", database.url())
            .with("phase", phase)
            .with("stall", way == 0 ? stall(random, at) : "none")
            .with("stallAtCall", way == 1 || way == 2 ? call : 0)
            .with("rate", rate)
            .with("interval", last ? 1_000 : INTERVAL_MS)
            .with("backend", settings.backend() == null ? "memory" : settings.backends().get(0))
            .with(
                "parallelism",
                settings.parallelism() == 0 ? 1 + random.nextInt(3) : settings.parallelism());
    PhaseFile watched = PhaseFile.open(phase);
    try (Child child = Child.start(DatabaseJob.class, arguments, dir.resolve("log"))) {
      if (last) {
        if (child.await(600) != 0) {
          throw new IllegalStateException("the job failed, see " + dir.resolve("log"));
        }
        return;
      }
      waitForItsTime(child, watched, way != 3, random);
      if (databaseToo) {
        database.kill();
        databaseKills++;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
        database.startAgain();
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
      }
      kill(child, watched, dir);
    }
  }

  private static String stall(SplittableRandom random, int at) {
    return (random.nextBoolean() ? PhaseFile.Phase.COMMITTING : PhaseFile.Phase.RESTORING)
        + ":"
        + at;
  }

  private void kill(Child child, PhaseFile watched, Path dir) throws InterruptedException {
    PhaseFile.Phase met = watched.phase();
    boolean alive = child.alive();
    child.kill();
    if (!alive && met != PhaseFile.Phase.FINISHED) {
      throw new IllegalStateException("the job failed by itself, see " + dir.resolve("log"));
    }
    if (alive) {
      kills++;
      inCommit += met == PhaseFile.Phase.COMMITTING ? 1 : 0;
      inRestore += met == PhaseFile.Phase.RESTORING ? 1 : 0;
    }
  }

  private static void waitForItsTime(
      Child child, PhaseFile watched, boolean stalls, SplittableRandom random)
      throws InterruptedException {
    long start = System.nanoTime();
    while (child.alive()
        && !watched.stalled()
        && (watched.phase() == PhaseFile.Phase.STARTING
            || (!stalls && watched.phase() == PhaseFile.Phase.RESTORING))
        && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    long life =
        stalls
            ? TimeUnit.SECONDS.toNanos(8)
            : TimeUnit.MILLISECONDS.toNanos(50 + random.nextInt(800));
    long from = System.nanoTime();
    while (child.alive() && !watched.stalled() && System.nanoTime() - from < life) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private Verdict verdict(EventPlan plan, PostgresServer database) throws SQLException {
    List<String> events = new ArrayList<>();
    for (int split = 0; split < plan.splits(); split++) {
      for (long number = 0; number < plan.perSplit(); number++) {
        Event event = plan.at(split, number);
        events.add(event.id() + "," + event.key());
      }
    }
    long[] all = new long[2];
    add(all, events, database.column("SELECT id || ',' || name FROM events"));
    add(
        all,
        new Oracle(plan).windows(),
        database.column("SELECT name || ',' || start_ms || ',' || total FROM sums"));
    return new Verdict()
        .count("kills", kills)
        .count("inCommit", inCommit)
        .count("inRestore", inRestore)
        .count("databaseKills", databaseKills)
        .count("events", plan.total())
        .count("lost", all[0])
        .count("duplicated", all[1])
        .require(all[0] + all[1] == 0, "the tables hold what an undisturbed run writes");
  }

  /** Adds what is missing and what is there too often, or was never to be written. */
  private static void add(long[] lostAndMore, List<String> expected, List<String> seen) {
    Map<String, Integer> missing = new HashMap<>();
    expected.forEach(line -> missing.merge(line, 1, Integer::sum));
    seen.forEach(line -> missing.merge(line, -1, Integer::sum));
    for (int count : missing.values()) {
      lostAndMore[0] += Math.max(0, count);
      lostAndMore[1] += Math.max(0, -count);
    }
  }
}
