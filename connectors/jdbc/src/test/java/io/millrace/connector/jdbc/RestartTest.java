package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.engine.JobStatus;
import io.millrace.api.engine.RestartPolicy;
import io.millrace.api.error.MillraceException;
import io.millrace.api.stream.Pipeline;
import io.millrace.testkit.Seeds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole jobs, stopped anywhere and started again. */
final class RestartTest {
  private static final int COUNT = 3_000;

  @TempDir Path dir;
  private final JdbcDataSource source = new JdbcDataSource();

  @BeforeEach
  void emptyTable() throws SQLException {
    source.setURL("jdbc:h2:mem:restarts;DB_CLOSE_DELAY=-1");
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP ALL OBJECTS");
      statement.execute("CREATE TABLE numbers (n BIGINT NOT NULL)");
    }
  }

  private List<Long> written() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT n FROM numbers ORDER BY n")) {
      List<Long> all = new ArrayList<>();
      while (rows.next()) {
        all.add(rows.getLong(1));
      }
      return all;
    }
  }

  private static List<Long> expected() {
    return LongStream.range(0, COUNT).boxed().toList();
  }

  private static Pipeline pipeline(Database database) {
    Pipeline pipeline = Pipeline.create("restarts");
    pipeline
        .from("numbers", Sources.generate(Long.class, COUNT, n -> n).inSplits(3))
        .to("table", Jdbc.sink(database, SinkCases.INSERT, (row, n) -> row.add(n)));
    return pipeline;
  }

  private static EngineOptions options(int workers, Path checkpoints) {
    return new EngineOptions(workers, "memory", 4, 64, 128, true, null)
        .checkpoints(CheckpointOptions.into(checkpoints, Duration.ZERO));
  }

  @Test
  void whenStoppedAnywhereAndStartedWithOtherWorkers_thenEachRowIsThereOnce() {
    Database database = Jdbc.dataSource(() -> source);
    Seeds.forEach(
        10,
        seed -> {
          emptyTable();
          Random random = new Random(seed);
          JobStatus status = JobStatus.CANCELLED;
          for (int life = 0; life < 100 && status != JobStatus.FINISHED; life++) {
            EngineOptions options = options(1 + random.nextInt(3), dir.resolve("c" + seed));
            try (Job job = Engine.local().options(options).open(pipeline(database))) {
              status = live(job, random, life);
            }
            assertThat(written()).doesNotHaveDuplicates();
          }
          assertThat(status).isEqualTo(JobStatus.FINISHED);
          assertThat(written()).isEqualTo(expected());
        });
  }

  private static JobStatus live(Job job, Random random, int life) {
    int steps = random.nextInt(life < 10 ? 60 : 100_000);
    for (int step = 0; step < steps && !job.status().over(); step++) {
      job.step();
      if (random.nextInt(10) == 0 && !job.status().over()) {
        job.checkpoint();
      }
    }
    return job.status();
  }

  @Test
  void whenAnyCallToTheDatabaseFailsForGood_thenTheNextRunWritesTheRest() throws SQLException {
    for (Faults.Kind kind : List.of(Faults.Kind.LOST_BEFORE, Faults.Kind.LOST_AFTER)) {
      int failed = 0;
      boolean reached = true;
      for (int at = 0; reached; at += 3) {
        emptyTable();
        Path checkpoints = dir.resolve(kind + "-" + at);
        Faults faults = new Faults(source);
        Database database = Jdbc.dataSource(faults::source).retry(0, Duration.ZERO);
        faults.failAt(at, kind);
        try {
          run(database, checkpoints);
        } catch (MillraceException e) {
          failed++;
          assertThat(e).hasMessageContaining("SINK_FAILED");
        }
        reached = !faults.pending();
        faults.off();
        run(Jdbc.dataSource(() -> source), checkpoints);
        assertThat(written()).as("%s at call %d", kind, at).isEqualTo(expected());
      }
      assertThat(failed).as("failures").isGreaterThan(5);
    }
  }

  private static void run(Database database, Path checkpoints) {
    EngineOptions options = options(2, checkpoints);
    try (Job job = Engine.local().options(options).open(pipeline(database))) {
      for (int step = 0; !job.status().over(); step++) {
        job.step();
        if (step % 20 == 19 && !job.status().over()) {
          job.checkpoint();
        }
      }
      job.join();
    }
  }

  @Test
  void whenASavepointWasCommitted_thenTheNextRunGoesOnFromIt() throws SQLException {
    Database database = Jdbc.dataSource(() -> source);
    for (boolean stop : List.of(false, true)) {
      emptyTable();
      EngineOptions options = options(1, dir.resolve("savepoint-" + stop));
      try (Job job = Engine.local().options(options).open(pipeline(database))) {
        job.step();
        job.checkpoint();
        job.step();
        if (stop) {
          job.stop("mine");
        } else {
          job.savepoint("mine");
        }
      }
      assertThat(written()).isNotEmpty().hasSizeLessThan(COUNT);
      try (Job job = Engine.local().options(options).open(pipeline(database))) {
        job.join();
      }
      assertThat(written()).as("stopped: " + stop).isEqualTo(expected());
    }
  }

  @Test
  void whenARowIsRefused_thenTheBudgetOfRestartsEndsIt() throws SQLException {
    Database database = Jdbc.dataSource(() -> source);
    Pipeline pipeline = Pipeline.create("poison");
    pipeline
        .from("numbers", Sources.of(Long.class, 1L, 2L, 3L))
        .to("table", Jdbc.sink(database, SinkCases.INSERT, (row, n) -> row.add(n == 2 ? null : n)));
    Engine engine =
        Engine.local()
            .checkpoints(dir.resolve("poison"), Duration.ofHours(1))
            .restart(
                new RestartPolicy(
                    2, Duration.ofHours(1), Duration.ofMillis(1), Duration.ofMillis(1)));
    assertThatThrownBy(() -> engine.run(pipeline))
        .hasStackTraceContaining("write row 2 of the 3 rows of checkpoint 1")
        .hasStackTraceContaining("SQLState 23502");
    assertThat(written()).isEmpty();
  }
}
