package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.Codecs;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseTest {
  private static Database connect(String url) {
    return Jdbc.connection(url, "app", Secret.of("s3cret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db:5432/app",
        "jdbc:postgresql://a:1,b:2/app?ssl=true&sslmode=verify-full&reWriteBatchedInserts=true",
        "jdbc:h2:mem:x",
        "jdbc:h2:file:/var/lib/x;db_close_delay=-1;MODE=PostgreSQL",
        "jdbc:mysql://db/app?sslMode=REQUIRED",
        "jdbc:mariadb://db/app",
      })
  void whenAnAddressIsPlain_thenItIsTaken(String url) {
    assertThat(connect(url)).hasToString("Database[" + KnownDriver.check(url) + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://app:s3cret@db/app",
        "jdbc:postgresql://db/app?user=app&password=s3cret",
        "jdbc:postgresql://db/app?socketFactory=org.evil.s3cret",
        "jdbc:postgresql://db/app?socket%46actory=s3cret",
        "jdbc:postgresql://db/app?sslfactory=s3cret",
        "jdbc:postgresql://db/app?loggerFile=/s3cret",
        "jdbc:postgresql://db/app?ssl=true&socketFactoryArg=s3cret",
        "jdbc:postgresql://db/app?",
        "jdbc:h2:mem:x;PASSWORD=s3cret",
        "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'http://s3cret'",
        "jdbc:h2:mem:x;init=s3cret",
        "jdbc:h2:mem:x;TRACE_LEVEL_SYSTEM_OUT=3\\;INIT=s3cret",
        "jdbc:mysql://db/app?autoDeserialize=s3cret",
        "jdbc:mysql://db/app?allowLoadLocalInfile=s3cret",
        "jdbc:mysql://(host=db,password=s3cret)/app",
        "jdbc:mysql:loadbalance://db/app?queryInterceptors=s3cret",
        "jdbc:sqlite:/s3cret",
        "JDBC:postgresql://s3cret",
        "s3cret",
      })
  void whenAnAddressHoldsMore_thenItIsRefusedWithoutBeingShown(String url) {
    assertThatThrownBy(() -> connect(url))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("ARGUMENT_INVALID")
        .satisfies(e -> assertThat(SinkCases.stack(e)).doesNotContain("s3cret"));
  }

  @Test
  void whenAPropertyIsNotOnTheList_thenItIsRefused() {
    Database database = connect("jdbc:postgresql://db/app").property("sslmode", "require");
    for (String name : List.of("socketFactory", "SSLMODE", "password", "user", "x", "")) {
      assertThatThrownBy(() -> database.property(name, "s3cret"))
          .hasMessageContaining("ARGUMENT_INVALID")
          .satisfies(e -> assertThat(SinkCases.stack(e)).doesNotContain("s3cret"));
    }
    assertThatThrownBy(() -> Jdbc.dataSource(() -> null).property("ssl", "true"))
        .hasMessageContaining("come from the program's DataSource");
  }

  @Test
  void whenSeveralRowsGoAsOneStatement_thenAnUpsertIsRefused() {
    Database database =
        connect("jdbc:postgresql://db/app").property("reWriteBatchedInserts", "true");
    assertThatThrownBy(() -> Jdbc.upsert(database, "MERGE", (Row row, String x) -> row.add(x)))
        .hasMessageContaining("reWriteBatchedInserts");
  }

  @Test
  void whenSettingsMakeNoSense_thenTheyAreRefused() {
    Database database = connect("jdbc:h2:mem:x");
    assertThatThrownBy(() -> database.batch(0, Duration.ZERO)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> database.timeout(Duration.ZERO)).hasMessageContaining("1 second");
    assertThatThrownBy(() -> database.retry(-1, Duration.ZERO)).hasMessageContaining("0 or more");
    assertThatThrownBy(() -> database.stage(0)).hasMessageContaining("1 byte");
    for (String name : List.of("", "a b", "x;DROP TABLE y", "a.b.c.d", "1a", "\"a\"")) {
      assertThatThrownBy(() -> database.commitsTable(name)).hasMessageContaining("must be named");
      assertThatThrownBy(() -> new Upsert(name, List.of("a"), List.of()))
          .hasMessageContaining("must be named");
      assertThatThrownBy(() -> new Upsert("t", List.of("a"), List.of(name)))
          .hasMessageContaining("must be named");
    }
    assertThatThrownBy(() -> new Upsert("t", List.of(), List.of("a"))).hasMessageContaining("key");
    assertThatThrownBy(() -> new Upsert("t", List.of("a"), List.of("a")))
        .hasMessageContaining("each column once");
  }

  @Test
  void whenAnUpsertMeetsADatabase_thenItSpeaksItsDialect() {
    Upsert upsert = new Upsert("s.t", List.of("a", "b"), List.of("c"));
    assertThat(upsert.sql("PostgreSQL"))
        .isEqualTo(
            "INSERT INTO s.t (a, b, c) VALUES (?, ?, ?) ON CONFLICT (a, b) DO UPDATE SET c ="
                + " excluded.c");
    assertThat(upsert.sql("H2")).isEqualTo("MERGE INTO s.t (a, b, c) KEY (a, b) VALUES (?, ?, ?)");
    assertThat(upsert.sql("MySQL"))
        .isEqualTo(
            "INSERT INTO s.t (a, b, c) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE c = VALUES(c)");
    assertThatThrownBy(() -> upsert.sql("Oracle")).hasMessageContaining("Give the SQL");
  }

  @Test
  void whenASecretIsPrinted_thenItDoesNotShow() {
    assertThat(Secret.of("s3cret")).hasToString("***");
    assertThatThrownBy(
            () ->
                Secret.environment("MILLRACE_NO_SUCH_VARIABLE")
                    .value(new SimulatedEnvironment(new SimulatedTime(0)).files()))
        .hasMessageContaining("MILLRACE_NO_SUCH_VARIABLE");
  }

  @Test
  void whenAnErrorMayPass_thenItIsKnownByItsState() {
    for (String state : List.of("08006", "40001", "40P01", "57P01", "53300", "55P03", "HYT00")) {
      assertThat(SqlErrors.isTransient(new SQLException("x", state))).as(state).isTrue();
    }
    for (String state : List.of("23505", "22001", "42P01", "28P01", "40002", "XX000")) {
      assertThat(SqlErrors.isTransient(new SQLException("x", state))).as(state).isFalse();
    }
    assertThat(SqlErrors.isTransient(new SQLTransientConnectionException("x"))).isTrue();
    assertThat(SqlErrors.isTransient(new SQLException("x"))).isFalse();
    SQLException batch = new BatchUpdateException("x", null, new int[0]);
    batch.setNextException(new SQLException("y", "40001"));
    assertThat(SqlErrors.isTransient(batch)).isTrue();
    assertThat(SqlErrors.state(batch)).isEqualTo("40001");
  }

  @Test
  void whenADatabaseSpeaks_thenOnlyWhatHoldsNoRowIsRepeated() {
    assertThat(SqlErrors.told(new SQLException("Key (id)=(7) exists", "23505"))).isNull();
    assertThat(SqlErrors.told(new SQLException("'abc' is no number", "22018"))).isNull();
    assertThat(SqlErrors.told(new SQLException("odd", (String) null))).isNull();
    assertThat(SqlErrors.told(new SQLException("no way to //u:pw@db?password=pw&a=b.", "08001")))
        .isEqualTo("no way to //***@db?password=***&a=b");
  }

  @Test
  void whenPreparedRowsAreDamaged_thenTheyAreRefused() {
    Prepared prepared = new Prepared("job", "sink", 1, 2, new Rows(3, 1, new byte[] {1, 2, 3}));
    byte[] bytes = Codecs.toBytes(Prepared.CODEC, prepared);
    Prepared read = Codecs.fromBytes(Prepared.CODEC, bytes);
    assertThat(read.rows().bytes()).containsExactly(1, 2, 3);
    assertThat(Codecs.toBytes(Prepared.CODEC, read)).isEqualTo(bytes);
    for (int length = 0; length < bytes.length; length++) {
      byte[] torn = java.util.Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Codecs.fromBytes(Prepared.CODEC, torn))
          .hasMessageContaining("CODEC_CORRUPT");
    }
    Prepared boast = new Prepared("job", "sink", 1, 2, new Rows(1 << 20, 9, new byte[3]));
    assertThatThrownBy(
            () -> Codecs.fromBytes(Prepared.CODEC, Codecs.toBytes(Prepared.CODEC, boast)))
        .hasMessageContaining("CODEC_CORRUPT");
  }
}
