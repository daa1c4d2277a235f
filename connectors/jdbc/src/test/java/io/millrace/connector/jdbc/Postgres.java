package io.millrace.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server of the test's own, as a child process; can be killed and started again. */
final class Postgres implements AutoCloseable {
  private final Path directory;
  private EmbeddedPostgres server;

  private Postgres(Path directory, EmbeddedPostgres server) {
    this.directory = directory;
    this.server = server;
  }

  /** Starts one; skips the test, saying so, where its programs do not run. */
  static Postgres start(Path directory) throws IOException {
    // Whoever is named "careful" must show a password; all others are let in.
    Files.writeString(
        directory.resolve("hba.conf"),
        "host all careful all scram-sha-256\nhost all all all trust\nlocal all all trust\n");
    EmbeddedPostgres server;
    try {
      server = start(directory, 0);
    } catch (IOException | RuntimeException | LinkageError e) {
      Assumptions.abort(
          "SKIPPED, nothing was tested on PostgreSQL: its programs do not start on this platform ("
              + e
              + ")");
      throw e;
    }
    return new Postgres(directory, server);
  }

  private static EmbeddedPostgres start(Path directory, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(directory.resolve("data"))
        .setOverrideWorkingDirectory(directory.resolve("programs").toFile())
        .setCleanDataDirectory(false)
        .setServerConfig("hba_file", directory.resolve("hba.conf").toString())
        // Off by default here, so that a commit would not survive a kill. What the operating system
        // has survives one, so fsync is not needed.
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("fsync", "off")
        .setPort(port)
        .start();
  }

  DataSource source() {
    return source("test", null);
  }

  /** With a name and options for each session, such as {@code -c name=value}; null for none. */
  DataSource source(String name, String options) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url());
    source.setUser("postgres");
    source.setApplicationName(name);
    source.setSocketTimeout(30);
    if (options != null) {
      source.setOptions(options);
    }
    return source;
  }

  String url() {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
  }

  /** Ends it as a power cut would, as far as a process can: no clean-up, no last write. */
  void kill() throws IOException, InterruptedException {
    List<String> lines = Files.readAllLines(directory.resolve("data/postmaster.pid"));
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(lines.get(0).strip())).orElseThrow();
    List<ProcessHandle> all = postmaster.descendants().toList();
    postmaster.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    for (ProcessHandle process : all) {
      process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
    postmaster.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(postmaster.isAlive()).isFalse();
  }

  /** Starts it again after {@link #kill}, on the same data and port. */
  void startAgain() throws IOException {
    int port = server.getPort();
    Files.deleteIfExists(directory.resolve("data/postmaster.pid"));
    server.close(); // lets go of its lock; there is nothing left to stop
    server = start(directory, port);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
