package io.millrace.torture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of the test's own that can be killed the hard way and started again. */
final class PostgresServer implements AutoCloseable {
  private final Path directory;
  private EmbeddedPostgres server;

  private PostgresServer(Path directory, EmbeddedPostgres server) {
    this.directory = directory;
    this.server = server;
  }

  static PostgresServer start(Path directory) throws IOException {
    return new PostgresServer(directory, start(directory, 0));
  }

  private static EmbeddedPostgres start(Path directory, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("data"))
        .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
        .setCleanDataDirectory(false)
        // Off by default here, so that a commit would not survive a kill. What the operating system
        // has survives one, so fsync is not needed.
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "off")
        .setPort(port)
        .start();
  }

  String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** SIGKILL for the server and all its processes. */
  void kill() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
            .orElseThrow(() -> new IllegalStateException("the server is not running"));
    List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
    all.add(0, postmaster);
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : all) {
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  /** Starts it again on the same data and port. */
  void startAgain() throws IOException {
    int port = server.getPort();
    Files.deleteIfExists(directory.resolve("data/postmaster.pid"));
    server.close(); // lets go of its lock; there is nothing left to stop
    server = start(directory, port);
  }

  void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of all rows, as text. */
  List<String> column(String query) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
