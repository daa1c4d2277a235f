package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must hold with every database. */
abstract class SinkCases {
  static final String INSERT = "INSERT INTO numbers (n) VALUES (?)";

  private final List<SinkWriter<?>> opened = new ArrayList<>();

  /** The database of the test. */
  abstract DataSource source();

  @BeforeEach
  void emptyTables() throws SQLException {
    sql(
        "DROP TABLE IF EXISTS numbers",
        "DROP TABLE IF EXISTS once",
        "DROP TABLE IF EXISTS totals",
        "DROP TABLE IF EXISTS everything",
        "DROP TABLE IF EXISTS millrace_commits",
        "CREATE TABLE numbers (n BIGINT NOT NULL)", // no key: twice would be seen
        "CREATE TABLE once (n BIGINT PRIMARY KEY)",
        "CREATE TABLE totals (name VARCHAR(20) PRIMARY KEY, total BIGINT)");
  }

  /** Opens a writer that is closed when the test is over, also where it is to play dead. */
  <T> SinkWriter<T> open(Sink<T> sink, SinkContext context) {
    SinkWriter<T> writer = sink.open(context);
    opened.add(writer);
    return writer;
  }

  @AfterEach
  void closeWriters() {
    opened.forEach(SinkWriter::close);
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  List<Long> numbers(String query) throws SQLException {
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<Long> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getLong(1));
      }
      return all;
    }
  }

  List<Long> written() throws SQLException {
    return numbers("SELECT n FROM numbers ORDER BY n");
  }

  Database database() {
    return Jdbc.dataSource(this::source);
  }

  Sink<Long> sink() {
    return Jdbc.sink(database().batch(2, Duration.ofSeconds(1)), INSERT, (row, n) -> row.add(n));
  }

  /** One run of a job: its writers share a sink and an owner epoch. */
  final class Run {
    final List<SinkWriter<Long>> writers = new ArrayList<>();

    Run(Sink<Long> sink, int parallelism, long epoch, long startedMs) {
      SimulatedEnvironment world = new SimulatedEnvironment(new SimulatedTime(startedMs));
      for (int i = 0; i < parallelism; i++) {
        writers.add(open(sink, new SinkContext("out", i, parallelism, world, "job", epoch)));
      }
    }

    Run(int parallelism, long epoch) {
      this(sink(), parallelism, epoch, epoch);
    }

    Run fresh() {
      return restore(List.of());
    }

    Run restore(List<TwoPhase.Pending<Prepared>> pending) {
      for (int i = 0; i < writers.size(); i++) {
        int subtask = i;
        phases(i)
            .restore(
                pending.stream().filter(p -> p.subtask() % writers.size() == subtask).toList());
      }
      return this;
    }

    Run write(int subtask, long... values) {
      for (long value : values) {
        writers.get(subtask).write(value, 0);
      }
      return this;
    }

    /** As the engine does: through bytes. */
    TwoPhase.Pending<Prepared> prepare(int subtask, long id) {
      Prepared prepared = phases(subtask).prepare(id);
      byte[] bytes = Codecs.toBytes(Prepared.CODEC, prepared);
      return new TwoPhase.Pending<>(id, subtask, Codecs.fromBytes(Prepared.CODEC, bytes));
    }

    void commit(TwoPhase.Pending<Prepared> pending) {
      phases(pending.subtask()).commit(pending.checkpointId(), pending.prepared());
    }

    @SuppressWarnings("unchecked")
    TwoPhase<Prepared> phases(int subtask) {
      return (TwoPhase<Prepared>) writers.get(subtask);
    }
  }

  @Test
  void whenCommittedTwice_thenTheRowsAreThereOnce() throws SQLException {
    Run run = new Run(1, 1).fresh().write(0, 1, 2, 3, 4, 5);
    var first = run.prepare(0, 7);
    run.writers.get(0).flush();
    run.write(0, 6);
    assertThat(written()).isEmpty();
    run.commit(first);
    run.commit(first);
    assertThat(written()).containsExactly(1L, 2L, 3L, 4L, 5L);
    run.commit(run.prepare(0, 8));
    run.commit(run.prepare(0, 9));
    run.commit(first);
    run.writers.get(0).finish();
    run.writers.get(0).close();
    assertThat(written()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  @Test
  void whenItCrashesBetweenPrepareAndCommit_thenTheNextRunCommits() throws SQLException {
    var pending = new Run(1, 1).fresh().write(0, 1, 2).prepare(0, 3);
    new Run(1, 2).restore(List.of(pending));
    assertThat(written()).containsExactly(1L, 2L);
    Run third = new Run(1, 3).restore(List.of(pending)).write(0, 3);
    third.commit(third.prepare(0, 4));
    assertThat(written()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whenACheckpointWasGivenUp_thenItsRowsAreCommittedWithTheNext() throws SQLException {
    Run run = new Run(1, 1).fresh();
    var first = run.write(0, 1).prepare(0, 1);
    var second = run.write(0, 2).prepare(0, 2);
    new Run(1, 2).restore(List.of(second, first));
    assertThat(written()).containsExactly(1L, 2L);
  }

  @Test
  void whenAnotherOwnerHasTakenOver_thenTheZombieCommitsNothing() throws SQLException {
    Run zombie = new Run(2, 4).fresh().write(0, 1).write(1, 2);
    var zero = zombie.prepare(0, 5);
    var one = zombie.prepare(1, 5);
    Run owner = new Run(1, 5).fresh();
    for (var pending : List.of(zero, one)) {
      assertThatThrownBy(() -> zombie.commit(pending))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("FENCED")
          .hasMessageContaining("epoch 4")
          .hasMessageContaining("epoch 5");
    }
    assertThatThrownBy(() -> new Run(3, 4).fresh()).hasMessageContaining("FENCED");
    owner.write(0, 9);
    owner.commit(owner.prepare(0, 5));
    assertThat(written()).containsExactly(9L);
  }

  @Test
  void whenAnotherDirectoryGivesTheSameEpoch_thenTheSecondRunIsRefused() throws SQLException {
    Run first = new Run(sink(), 1, 1, 1_000).fresh().write(0, 1);
    first.commit(first.prepare(0, 1));
    assertThatThrownBy(() -> new Run(sink(), 1, 1, 2_000).fresh())
        .hasMessageContaining("FENCED")
        .hasMessageContaining("has the same owner epoch");
    first.commit(first.write(0, 2).prepare(0, 2));
    assertThat(written()).containsExactly(1L, 2L);
  }

  @Test
  void whenTheSameSinkStartsAfreshUnderItsEpoch_thenItIsRefusedAndARestartIsNot()
      throws SQLException {
    Sink<Long> sink = sink();
    Run first = new Run(sink, 1, 1, 1_000).fresh().write(0, 1);
    var committed = first.prepare(0, 3);
    first.commit(committed);
    assertThatThrownBy(() -> new Run(sink, 1, 1, 2_000).fresh())
        .hasMessageContaining("FENCED")
        .hasMessageContaining("later checkpoints");
    Run restarted = new Run(sink, 1, 1, 3_000).restore(List.of(committed)).write(0, 2);
    restarted.commit(restarted.prepare(0, 4));
    assertThat(written()).containsExactly(1L, 2L);
  }

  @Test
  void whenNumbersOfCheckpointsComeAgain_thenNothingIsTakenForWritten() throws SQLException {
    Run first = new Run(1, 1).fresh();
    var savepoint = first.write(0, 1).prepare(0, 1);
    first.commit(savepoint);
    first.commit(first.write(0, 2).prepare(0, 20));
    Run again = new Run(1, 2).restore(List.of(savepoint)).write(0, 3);
    again.commit(again.prepare(0, 2));
    assertThat(written()).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whenRescaled_thenWhatAllSubtasksPreparedIsCommittedOnce() throws SQLException {
    Run two = new Run(2, 1).fresh().write(0, 1).write(1, 2, 3);
    var a = two.prepare(0, 1);
    var b = two.prepare(1, 1);
    two.commit(b);
    Run one = new Run(1, 2).restore(List.of(a, b)).write(0, 4);
    var c = one.prepare(0, 2);
    Run three = new Run(3, 3).restore(List.of(c)).write(0, 5).write(1, 6).write(2, 7);
    var pending = List.of(three.prepare(0, 3), three.prepare(1, 3), three.prepare(2, 3));
    three.commit(pending.get(2));
    new Run(2, 4).restore(pending);
    new Run(2, 5).restore(pending);
    assertThatThrownBy(() -> three.commit(pending.get(0))).hasMessageContaining("FENCED");
    assertThat(written()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void whenNothingIsNotedAboutTheWriter_thenItIsNotGuessed() throws SQLException {
    var pending = new Run(1, 1).fresh().write(0, 1).prepare(0, 3);
    sql("DELETE FROM millrace_commits");
    assertThatThrownBy(() -> new Run(1, 2).restore(List.of(pending)))
        .hasMessageContaining("SINK_FAILED")
        .hasMessageContaining("cannot know whether checkpoint 3 was committed");
    sql("INSERT INTO millrace_commits VALUES ('job', 'out', 0, 1, -1, 0, 0)");
    new Run(1, 2).restore(List.of(pending));
    new Run(1, 3).restore(List.of(pending));
    assertThat(written()).containsExactly(1L);
  }

  @Test
  void whenAnotherJobGoesOnFromTheSavepoint_thenItFindsTheFirstJobsNote() throws SQLException {
    Run first = new Run(1, 9).fresh().write(0, 1);
    var savepoint = first.prepare(0, 1);
    first.commit(savepoint);
    SinkContext fork =
        new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(5)), "fork", 1);
    @SuppressWarnings("unchecked")
    TwoPhase<Prepared> writer = (TwoPhase<Prepared>) open(sink(), fork);
    writer.restore(List.of(savepoint));
    first.commit(first.write(0, 2).prepare(0, 2));
    assertThat(written()).containsExactly(1L, 2L);
  }

  @Test
  void whenARowIsRefused_thenTheMessageSaysWhichAndNotWhat() throws SQLException {
    sql("INSERT INTO once VALUES (424242)");
    Sink<Long> sink =
        Jdbc.sink(database(), "INSERT INTO once (n) VALUES (?)", (row, n) -> row.add(n));
    Run run = new Run(sink, 1, 1, 1).fresh().write(0, 1, 2, 424_242, 3);
    var pending = run.prepare(0, 6);
    assertThatThrownBy(() -> run.commit(pending))
        .hasMessageContaining("SINK_FAILED [EXTERNAL] sink 'out' subtask 0")
        .hasMessageContaining("row 3 of the 4 rows of checkpoint 6")
        .hasMessageContaining("SQLState 23505")
        .hasStackTraceContaining("withheld")
        .satisfies(e -> assertThat(stack(e)).doesNotContain("424242"));
    assertThat(numbers("SELECT n FROM once")).containsExactly(424_242L);
    sql("DELETE FROM once");
    run.commit(pending);
    assertThat(numbers("SELECT n FROM once ORDER BY n")).containsExactly(1L, 2L, 3L, 424_242L);
  }

  static String stack(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void whenAnyCallFails_thenTheRowsAreThereOnce() throws SQLException {
    for (Faults.Kind kind : List.of(Faults.Kind.LOST_BEFORE, Faults.Kind.LOST_AFTER)) {
      assertThat(sweep(kind)).as("faults").isGreaterThan(8);
    }
  }

  @Test
  void whenItCrashesAtAnyCall_thenTheNextRunCommitsOnce() throws SQLException {
    for (Faults.Kind kind : List.of(Faults.Kind.CRASH_BEFORE, Faults.Kind.CRASH_AFTER)) {
      assertThat(sweep(kind)).as("crashes").isGreaterThan(8);
    }
  }

  /** One fault at the first call, the second and so on, until a run meets none. */
  private int sweep(Faults.Kind kind) throws SQLException {
    for (int at = 0; ; at++) {
      sql("DELETE FROM numbers", "DROP TABLE IF EXISTS millrace_commits");
      Faults faults = new Faults(source());
      Database database = Jdbc.dataSource(faults::source).batch(2, Duration.ofSeconds(1));
      Sink<Long> sink = Jdbc.sink(database, INSERT, (row, n) -> row.add(n));
      var pending = new Run(1, 1).fresh().write(0, 1, 2, 3, 4, 5).prepare(0, 1);
      Run heir = new Run(sink, 1, 2, 2);
      faults.failAt(at, kind);
      boolean done = false;
      try {
        heir.restore(List.of(pending)).write(0, 6);
        var next = heir.prepare(0, 2);
        heir.commit(next);
        done = true;
      } catch (Faults.Crash e) {
        assertThat(kind.name()).startsWith("CRASH");
      }
      boolean reached = !faults.pending();
      faults.off();
      if (!done) {
        new Run(1, 3).restore(List.of(pending));
        assertThat(written()).as("crash at %d %s", at, kind).startsWith(1L, 2L, 3L, 4L, 5L);
        assertThat(written()).as("crash at %d %s", at, kind).doesNotHaveDuplicates();
      } else {
        assertThat(written())
            .as("fault at %d %s", at, kind)
            .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      }
      if (!reached) {
        return at;
      }
    }
  }

  @Test
  void whenThereAreNoCheckpoints_thenBatchesAreWrittenAsTheyCome() throws SQLException {
    assertThat(sink().guarantee()).isEqualTo(Guarantee.TRANSACTIONAL);
    Run run = new Run(sink(), 1, 0, 0).write(0, 1, 2, 3);
    assertThat(written()).containsExactly(1L, 2L);
    run.writers.get(0).flush();
    assertThat(written()).containsExactly(1L, 2L, 3L);
    run.write(0, 4);
    run.writers.get(0).finish();
    run.writers.get(0).close();
    assertThat(written()).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whenARowHasWaitedLong_thenItIsWritten() throws SQLException {
    SimulatedTime time = new SimulatedTime(0);
    SinkContext context = new SinkContext("out", 0, 1, new SimulatedEnvironment(time));
    Sink<Long> sink = Jdbc.sink(database(), INSERT, (row, n) -> row.add(n));
    SinkWriter<Long> writer = open(sink, context);
    for (long n = 1; n < 16; n++) {
      writer.write(n, 0);
    }
    time.advance(1_000);
    assertThat(written()).isEmpty();
    writer.write(16L, 0);
    assertThat(written()).hasSize(16);
  }

  @Test
  void whenUpserted_thenTheLastValueOfAKeyStaysHoweverOftenItIsWritten() throws SQLException {
    record Total(String name, long total) {}
    Upsert upsert = new Upsert("totals", List.of("name"), List.of("total"));
    Sink<Total> sink =
        Jdbc.upsert(database(), upsert, (row, t) -> row.add(t.name()).add(t.total()));
    assertThat(sink.guarantee()).isEqualTo(Guarantee.IDEMPOTENT);
    SinkContext context =
        new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(0)));
    for (int run = 0; run < 2; run++) {
      try (SinkWriter<Total> writer = sink.open(context)) {
        assertThat(writer).isNotInstanceOf(TwoPhase.class);
        writer.write(new Total("a", 1), 0);
        writer.write(new Total("b", 2), 0);
        writer.write(new Total("a", 3), 0);
        writer.flush();
      }
      assertThat(numbers("SELECT total FROM totals ORDER BY name")).containsExactly(3L, 2L);
    }
    Upsert present = new Upsert("totals", List.of("name"), List.of());
    try (SinkWriter<String> writer =
        Jdbc.upsert(database(), present, (Row row, String name) -> row.add(name)).open(context)) {
      writer.write("a", 0);
      writer.write("c", 0);
      writer.finish();
    }
    assertThat(numbers("SELECT count(*) FROM totals")).containsExactly(3L);
  }

  @Test
  void whenValuesOfAllTypesAreBound_thenTheyAreWrittenAsTheyAre() throws SQLException {
    sql(
        "CREATE TABLE everything (b BOOLEAN, i INTEGER, l BIGINT, d DOUBLE PRECISION, s"
            + " VARCHAR(50), n NUMERIC(20, 4), x "
            + bytesType()
            + ", at TIMESTAMP WITH TIME ZONE, dt TIMESTAMP, da DATE, t TIME, u UUID)");
    UUID id = new UUID(1, 2);
    Instant at = Instant.parse("2026-03-01T10:15:30.123456Z");
    LocalDateTime dateTime = LocalDateTime.parse("1969-12-31T23:59:59.999");
    Sink<Integer> sink =
        Jdbc.sink(
            database(),
            "INSERT INTO everything VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row, n) -> {
              boolean set = n == 1;
              row.add(set ? Boolean.TRUE : null).add(set ? (Integer) (-5) : null);
              row.add(set ? (Long) (1L << 40) : null).add(set ? (Double) 2.5 : null);
              row.add(set ? "\u00fc'\"" : null).add(set ? new BigDecimal("-12.3400") : null);
              row.add(set ? new byte[] {0, -1} : null).add(set ? at : null);
              row.add(set ? dateTime : null).add(set ? LocalDate.of(2024, 2, 29) : null);
              row.add(set ? LocalTime.of(23, 59, 58) : null).add(set ? id : null);
            });
    SinkContext context =
        new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(0)));
    try (SinkWriter<Integer> writer = sink.open(context)) {
      writer.write(1, 0);
      writer.write(2, 0);
      writer.finish();
    }
    try (Connection connection = source().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM everything ORDER BY i NULLS LAST")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getBoolean(1)).isTrue();
      assertThat(row.getInt(2)).isEqualTo(-5);
      assertThat(row.getLong(3)).isEqualTo(1L << 40);
      assertThat(row.getDouble(4)).isEqualTo(2.5);
      assertThat(row.getString(5)).isEqualTo("\u00fc'\"");
      assertThat(row.getBigDecimal(6)).isEqualByComparingTo("-12.34");
      assertThat(row.getBytes(7)).containsExactly(0, -1);
      assertThat(row.getObject(8, java.time.OffsetDateTime.class).toInstant()).isEqualTo(at);
      assertThat(row.getObject(9, LocalDateTime.class)).isEqualTo(dateTime);
      assertThat(row.getObject(10, LocalDate.class)).isEqualTo("2024-02-29");
      assertThat(row.getObject(11, LocalTime.class)).isEqualTo("23:59:58");
      assertThat(row.getObject(12, UUID.class)).isEqualTo(id);
      assertThat(row.next()).isTrue();
      for (int column = 1; column <= 12; column++) {
        assertThat(row.getObject(column)).as("column " + column).isNull();
      }
    }
  }

  String bytesType() {
    return "VARBINARY(10)";
  }

  @Test
  void whenTheStatementIsWrong_thenOpeningFailsAndSaysWhy() {
    Sink<Long> sink =
        Jdbc.sink(database(), "INSERT INTO nowhere VALUES (?)", (row, n) -> row.add(n));
    assertThatThrownBy(() -> new Run(sink, 1, 1, 1))
        .hasMessageContaining("SINK_FAILED [EXTERNAL] sink 'out' subtask 0 could not prepare")
        .hasMessageContaining("SQLState 42")
        .message()
        .containsIgnoringCase("nowhere");
  }

  @Test
  void whenTheTableOfCommitsMayNotBeCreated_thenItIsAskedFor() {
    Database database = database().existingCommitsTable();
    Sink<Long> sink = Jdbc.sink(database, INSERT, (row, n) -> row.add(n));
    assertThatThrownBy(() -> new Run(sink, 1, 1, 1).fresh())
        .hasMessageContaining("could not take the sink over: SQLState 42");
  }
}
