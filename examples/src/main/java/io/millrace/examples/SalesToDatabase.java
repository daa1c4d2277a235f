package io.millrace.examples;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.connector.jdbc.Database;
import io.millrace.connector.jdbc.Jdbc;
import io.millrace.windowing.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/** Results in a database, each once: started again, the job goes on where it was. */
public final class SalesToDatabase {
  private static final String URL = "jdbc:h2:mem:sales;DB_CLOSE_DELAY=-1";

  private SalesToDatabase() {}

  /** An order. */
  public record Order(String shop, long cents, Instant at) {}

  private static Order order(String shop, long cents, String time) {
    return new Order(shop, cents, Instant.parse("2026-03-01T" + time + "Z"));
  }

  /** Runs it twice. */
  public static void main(String[] args) throws IOException, SQLException {
    sql("CREATE TABLE sales (shop VARCHAR(20), starts TIMESTAMP WITH TIME ZONE, cents BIGINT)");
    Path checkpoints = Files.createTempDirectory("checkpoints");
    for (int run = 1; run <= 2; run++) {
      Engine.local().checkpoints(checkpoints, Duration.ofSeconds(1)).run(pipeline());
      System.out.println("after run " + run);
      sql("SELECT shop, cents FROM sales ORDER BY shop, starts");
    }
  }

  private static Pipeline pipeline() {
    Pipeline pipeline = Pipeline.create("sales");
    Database database = Jdbc.connection(URL, "sa");
    pipeline
        .from(
            "orders",
            Sources.of(
                Order.class,
                order("Oslo", 1_000, "09:00:10"),
                order("Rome", 2_500, "09:00:15"),
                order("Oslo", 300, "09:00:59"),
                order("Oslo", 4_000, "09:01:05")))
        .eventTime(Order::at, Watermarks.bounded(Duration.ofSeconds(10)))
        .keyBy(Order::shop)
        .window(Windows.tumbling(Duration.ofMinutes(1)))
        .aggregate("sales", Aggregates.sumLong(Order::cents))
        .to(
            "sales-table",
            Jdbc.sink(
                database,
                "INSERT INTO sales (shop, starts, cents) VALUES (?, ?, ?)",
                (row, sum) -> row.add(sum.key()).add(sum.start()).add(sum.value())));
    return pipeline;
  }

  private static void sql(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(URL, "sa", "");
        var statement = connection.createStatement()) {
      statement.execute(sql);
      var rows = statement.getResultSet();
      while (rows != null && rows.next()) {
        System.out.println("  " + rows.getString(1) + "  " + rows.getLong(2) + " cents");
      }
    }
  }
}
