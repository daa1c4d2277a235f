package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.core.environment.SystemEnvironment;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same on a real PostgreSQL, and what only a real server can do: kill, restart, deadlock. */
@Timeout(120)
final class PostgresSinkTest extends SinkCases {
  /** So that a test can tell a sink's session from its own. */
  private static final String NAME = "the-sink";

  @TempDir static Path directory;
  private static Postgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.start(directory);
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Override
  DataSource source() {
    return postgres.source();
  }

  @Override
  String bytesType() {
    return "BYTEA";
  }

  private static Sink<Long> sink(String sql, String options) {
    DataSource named = postgres.source(NAME, options);
    return Jdbc.sink(Jdbc.dataSource(() -> named), sql, (row, n) -> row.add(n));
  }

  /** Starts a commit on a thread of its own and waits until it waits for a lock. */
  private CompletableFuture<Void> blockedCommit(Runnable commit) throws SQLException {
    CompletableFuture<Void> done = CompletableFuture.runAsync(commit);
    String waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'the-sink' AND"
            + " wait_event_type = 'Lock'";
    while (numbers(waiting).get(0) == 0) {
      assertThat(done).isNotDone();
      sql("SELECT pg_sleep(0.01)");
    }
    return done;
  }

  private static void join(CompletableFuture<Void> done) {
    done.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void whenTheSessionIsKilledWithinACommit_thenTheRowsAreThereOnce() throws SQLException {
    Run run = new Run(sink(INSERT, null), 1, 1, 1).fresh().write(0, 1, 2, 3);
    var pending = run.prepare(0, 1);
    CompletableFuture<Void> done;
    try (Connection other = source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE numbers IN ACCESS EXCLUSIVE MODE");
      done = blockedCommit(() -> run.commit(pending));
      sql(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
              + " 'the-sink'");
      other.commit();
    }
    join(done);
    assertThat(written()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whenTheServerIsKilledBetweenPrepareAndCommit_thenTheRowsAreThereOnce()
      throws IOException, InterruptedException, SQLException {
    Run run = new Run(sink(INSERT, null), 1, 1, 1).fresh().write(0, 1);
    var first = run.prepare(0, 1);
    run.commit(first);
    var second = run.write(0, 2).prepare(0, 2);
    postgres.kill();
    postgres.startAgain();
    run.commit(first);
    run.commit(second);
    new Run(1, 2).restore(List.of(second));
    assertThat(written()).containsExactly(1L, 2L);
  }

  @Test
  void whenTheServerIsAwayDuringACommit_thenTheSinkWaitsForIt()
      throws IOException, InterruptedException, SQLException {
    DataSource source = source();
    Database database = Jdbc.dataSource(() -> source).retry(1_000, Duration.ofMinutes(1));
    Sink<Long> sink = Jdbc.sink(database, INSERT, (row, n) -> row.add(n));
    SinkContext context = new SinkContext("out", 0, 1, SystemEnvironment.create(), "job", 1);
    TransactionalWriter<Long> writer = (TransactionalWriter<Long>) open(sink, context);
    writer.restore(List.of());
    writer.write(1L, 0);
    Prepared prepared = writer.prepare(1);
    postgres.kill();
    CompletableFuture<Void> done = CompletableFuture.runAsync(() -> writer.commit(1, prepared));
    postgres.startAgain();
    join(done);
    assertThat(written()).containsExactly(1L);
  }

  @Test
  void whenTransactionsCannotBeSerialized_thenTheSinksIsTriedAgain() throws SQLException {
    sql("INSERT INTO totals VALUES ('a', 1)");
    String add = "UPDATE totals SET total = total + ? WHERE name = 'a'";
    String options = "-c default_transaction_isolation=serializable";
    Run run = new Run(sink(add, options), 1, 1, 1).fresh().write(0, 5);
    var pending = run.prepare(0, 1);
    CompletableFuture<Void> done;
    try (Connection other = source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE totals SET total = 10 WHERE name = 'a'");
      done = blockedCommit(() -> run.commit(pending));
      other.commit(); // the sink's transaction has seen 1
    }
    join(done);
    assertThat(numbers("SELECT total FROM totals")).containsExactly(15L);
  }

  @Test
  void whenTheSinkIsTheVictimOfADeadlock_thenItIsTriedAgain() throws SQLException {
    sql("INSERT INTO once VALUES (1), (2)");
    String touch = "UPDATE once SET n = n WHERE n = ?";
    Run run = new Run(sink(touch, "-c deadlock_timeout=2s"), 1, 1, 1).fresh().write(0, 1, 2);
    var pending = run.prepare(0, 1);
    CompletableFuture<Void> done;
    long deadlocks = deadlocks();
    DataSource patient = postgres.source("patient", "-c deadlock_timeout=5min");
    try (Connection other = patient.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE once SET n = n WHERE n = 2");
      done = blockedCommit(() -> run.commit(pending));
      statement.execute("UPDATE once SET n = n WHERE n = 1"); // goes on when the sink gave way
      other.commit();
    }
    join(done);
    assertThat(numbers("SELECT checkpoint_id FROM millrace_commits WHERE subtask = 0"))
        .containsExactly(1L);
    while (deadlocks() == deadlocks) {
      sql("SELECT pg_sleep(0.01)"); // statistics come a little later
    }
  }

  private long deadlocks() throws SQLException {
    return numbers("SELECT deadlocks FROM pg_stat_database WHERE datname = 'postgres'").get(0);
  }

  @Test
  void whenAZombieCommitsWhileTheHeirTakesOver_thenOneOfThemDoesIt() throws SQLException {
    Run zombie = new Run(sink(INSERT, null), 1, 1, 1).fresh().write(0, 1);
    var pending = zombie.prepare(0, 1);
    CompletableFuture<Void> done;
    try (Connection other = source().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM millrace_commits FOR UPDATE");
      done = blockedCommit(() -> zombie.commit(pending));
      other.commit();
      new Run(1, 2).restore(List.of(pending));
    }
    done.orTimeout(60, TimeUnit.SECONDS)
        .exceptionally(
            e -> {
              assertThat(e).hasMessageContaining("FENCED");
              return null;
            })
        .join();
    assertThat(written()).containsExactly(1L);
  }

  @Test
  void whenManySubtasksStartAtOnce_thenTheTableIsCreatedOnceAndAllClaim() throws SQLException {
    Sink<Long> sink = sink(INSERT, null);
    List<CompletableFuture<Void>> all =
        java.util.stream.IntStream.range(0, 8)
            .mapToObj(
                subtask ->
                    CompletableFuture.runAsync(
                        () -> {
                          SinkContext context =
                              new SinkContext(
                                  "out", subtask, 8, SystemEnvironment.create(), "job", 1);
                          TransactionalWriter<Long> writer =
                              (TransactionalWriter<Long>) sink.open(context);
                          writer.restore(List.of());
                          writer.write((long) subtask, 0);
                          writer.commit(1, writer.prepare(1));
                          writer.close();
                        }))
            .toList();
    all.forEach(PostgresSinkTest::join);
    assertThat(written()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    assertThat(numbers("SELECT count(*) FROM millrace_commits")).containsExactly(9L);
  }

  @Test
  void whenThePasswordIsWrong_thenItSaysSoAndDoesNotShowIt() throws SQLException {
    sql("CREATE ROLE careful LOGIN PASSWORD 'r1ght'", "GRANT ALL ON numbers TO careful");
    try {
      SinkContext context =
          new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(0)));
      Database wrong = Jdbc.connection(postgres.url(), "careful", Secret.of("wr0ng"));
      assertThatThrownBy(
              () -> Jdbc.sink(wrong, INSERT, (Row row, Long n) -> row.add(n)).open(context))
          .hasMessageContaining("SINK_FAILED [EXTERNAL] sink 'out' subtask 0 could not connect")
          .hasMessageContaining("SQLState 28P01 (the login was refused)")
          .hasMessageContaining("\"careful\"")
          .satisfies(e -> assertThat(stack(e)).doesNotContain("wr0ng"));
      Database right =
          Jdbc.connection(
                  postgres.url() + "?reWriteBatchedInserts=true", "careful", Secret.of("r1ght"))
              .property("ApplicationName", "careful-one");
      try (SinkWriter<Long> writer =
          Jdbc.sink(right, INSERT, (Row row, Long n) -> row.add(n)).open(context)) {
        for (long n = 0; n < 2_500; n++) {
          writer.write(n, 0);
        }
        writer.finish();
      }
      assertThat(written()).hasSize(2_500).doesNotHaveDuplicates();
    } finally {
      sql("DROP OWNED BY careful", "DROP ROLE careful");
    }
  }

  @Test
  void whenNobodyListens_thenItFailsWithinTheBudget() {
    Database nowhere =
        Jdbc.connection("jdbc:postgresql://localhost:1/x", "app").retry(2, Duration.ofMinutes(1));
    SinkContext context =
        new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(0)));
    assertThatThrownBy(
            () -> Jdbc.sink(nowhere, INSERT, (Row row, Long n) -> row.add(n)).open(context))
        .hasMessageContaining("SQLState 08001 (no connection)")
        .hasMessageContaining("Check that the database is up");
  }
}
