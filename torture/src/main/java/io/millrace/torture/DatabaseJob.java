package io.millrace.torture;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.jdbc.Database;
import io.millrace.connector.jdbc.Jdbc;
import io.millrace.windowing.Windows;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The job of T3: each event and the sums of windows, into tables without a key. */
public final class DatabaseJob {
  private DatabaseJob() {}

  static Pipeline pipeline(EventPlan plan, long perSecond, Database database) {
    Pipeline pipeline = Pipeline.create("torture-database");
    Stream<Event> events =
        pipeline
            .from("events", new PacedSource(plan, perSecond))
            .eventTimeMillis(
                Event::timeMs, Watermarks.bounded(Duration.ofMillis(EventPlan.BOUND_MS)));
    events.to(
        "events-out",
        Jdbc.sink(
            database,
            "INSERT INTO events (id, name) VALUES (?, ?)",
            (row, event) -> row.add(event.id()).add(event.key())));
    events
        .keyBy(Event::key)
        .window(Windows.tumbling(Duration.ofMillis(KillJob.WINDOW_MS)))
        .aggregate("sums", Aggregates.sumLong(Event::value))
        .to(
            "sums-out",
            Jdbc.sink(
                database,
                "INSERT INTO sums (name, start_ms, total) VALUES (?, ?, ?)",
                (row, sum) -> row.add(sum.key()).add(sum.start().toEpochMilli()).add(sum.value())));
    return pipeline;
  }

  private static DataSource source(String url) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url);
    source.setUser("postgres");
    source.setConnectTimeout(5);
    source.setLoginTimeout(5);
    return source;
  }

  /** Runs the job until it ends or is killed: as a process of its own. */
  public static void main(String[] args) {
    Arguments given = Arguments.of(args);
    PhasedEnvironment environment =
        new PhasedEnvironment(SystemWorld.environment(), given.path("phase"), given.text("stall"));
    PhaseFile file = PhaseFile.open(given.path("phase"));
    DataSource source =
        new PhasedConnections(source(given.text("url")), file, given.number("stallAtCall"))
            .source();
    Database database =
        Jdbc.dataSource(() -> source)
            .timeout(Duration.ofSeconds(5))
            .retry(10_000, Duration.ofMinutes(2));
    EngineOptions options =
        EngineOptions.DEFAULT
            .parallelism(given.number("parallelism"))
            .stateBackend(given.text("backend"))
            .environment(environment)
            .checkpoints(
                CheckpointOptions.into(
                    given.path("dir").resolve("checkpoints"),
                    Duration.ofMillis(given.number("interval"))));
    Pipeline pipeline = pipeline(given.plan(), given.number("rate"), database);
    try (Job job = Engine.local().options(options).start(pipeline)) {
      environment.running();
      job.join();
    }
    environment.finished();
  }
}
