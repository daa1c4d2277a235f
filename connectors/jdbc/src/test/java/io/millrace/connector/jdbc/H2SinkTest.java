package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class H2SinkTest extends SinkCases {
  private static final String URL = "jdbc:h2:mem:sinks;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=200";

  private final JdbcDataSource source = new JdbcDataSource();

  H2SinkTest() {
    source.setURL(URL);
    source.setUser("sa");
    source.setPassword("right");
  }

  @Override
  DataSource source() {
    return source;
  }

  @AfterEach
  void forgetTheDatabase() throws SQLException {
    sql("SHUTDOWN");
  }

  private static SinkContext context() {
    return new SinkContext("out", 0, 1, new SimulatedEnvironment(new SimulatedTime(0)));
  }

  @Test
  void whenThePasswordIsWrong_thenItSaysSoAndDoesNotShowIt() {
    Database database = Jdbc.connection(URL, "sa", Secret.of("wr0ng"));
    Sink<Long> sink = Jdbc.sink(database, INSERT, (row, n) -> row.add(n));
    assertThatThrownBy(() -> sink.open(context()))
        .hasMessageContaining("SINK_FAILED [EXTERNAL] sink 'out' subtask 0 could not connect")
        .hasMessageContaining("SQLState 28000 (the login was refused)")
        .satisfies(e -> assertThat(stack(e)).doesNotContain("wr0ng"));
  }

  @Test
  void whenAddressAndPasswordAreRight_thenItWrites() throws SQLException {
    Database database =
        Jdbc.connection(URL, "sa", Secret.of("right")).timeout(Duration.ofSeconds(2));
    try (SinkWriter<Long> writer =
        Jdbc.sink(database, INSERT, (Row row, Long n) -> row.add(n)).open(context())) {
      writer.write(1L, 0);
      writer.finish();
    }
    assertThat(written()).containsExactly(1L);
  }

  @Test
  void whenARowStaysLocked_thenTheBudgetEndsAndTheErrorSaysHowOften() throws SQLException {
    sql("INSERT INTO totals VALUES ('a', 1)");
    Sink<Long> sink =
        Jdbc.sink(
            database().retry(3, Duration.ofHours(1)),
            "UPDATE totals SET total = total + ? WHERE name = 'a'",
            (row, n) -> row.add(n));
    Run run = new Run(sink, 1, 1, 1).fresh().write(0, 5);
    var pending = run.prepare(0, 1);
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE totals SET total = 10 WHERE name = 'a'");
      assertThatThrownBy(() -> run.commit(pending))
          .hasMessageContaining("SQLState HYT00")
          .hasMessageContaining("tried 3 more times");
      other.commit();
    }
    run.commit(pending);
    assertThat(numbers("SELECT total FROM totals")).containsExactly(15L);
  }

  @Test
  void whenTheBinderGivesTooFew_thenItSaysHowMany() {
    Sink<Long> sink =
        Jdbc.sink(database(), "INSERT INTO totals VALUES (?, ?)", (row, n) -> row.add("x"));
    assertThatThrownBy(() -> new Run(sink, 1, 1, 1).fresh().write(0, 1))
        .hasMessageContaining("ARGUMENT_INVALID")
        .hasMessageContaining("a row of 1 parameters, the statement takes 2");
  }

  @Test
  void whenTooMuchWaitsForACheckpoint_thenItFailsAndNothingHalfIsPrepared() {
    Sink<Long> sink = Jdbc.sink(database().stage(100), INSERT, (row, n) -> row.add(n));
    Run run = new Run(sink, 1, 1, 1).fresh();
    assertThatThrownBy(
            () -> {
              for (long n = 0; n < 1_000; n++) {
                run.write(0, n);
              }
            })
        .hasMessageContaining("SINK_FAILED")
        .hasMessageContaining("more than the 100 allowed");
    assertThatThrownBy(() -> run.prepare(0, 1)).hasMessageContaining("failed before");
  }
}
