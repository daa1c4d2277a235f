package io.millrace.connector.jdbc;

import io.millrace.api.environment.Environment;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database, and how sinks talk to it. Immutable: each method gives a copy. Each writer holds one
 * connection, and opens another one when that fails.
 *
 * @see Jdbc
 */
public final class Database {
  /** Opens connections. */
  private sealed interface Door {
    record Address(KnownDriver driver, String url, String user, @Nullable Secret password)
        implements Door {}

    record Given(Supplier<? extends DataSource> source) implements Door {}
  }

  private final Door door;
  private final Map<String, String> properties;
  private final Settings settings;

  private Database(Door door, Map<String, String> properties, Settings settings) {
    this.door = door;
    this.properties = properties;
    this.settings = settings;
  }

  static Database at(String url, String user, @Nullable Secret password) {
    KnownDriver driver = KnownDriver.check(url);
    return new Database(new Door.Address(driver, url, user, password), Map.of(), Settings.DEFAULT);
  }

  static Database of(Supplier<? extends DataSource> source) {
    return new Database(new Door.Given(source), Map.of(), Settings.DEFAULT);
  }

  /**
   * Sets a property of the driver.
   *
   * @throws MillraceException if it is not on the driver's list of harmless ones, or the program
   *     gave a {@code DataSource}
   */
  public Database property(String name, String value) {
    if (!(door instanceof Door.Address address)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the property "
              + name
              + " cannot be set here: the connections come from the program's DataSource. Set it"
              + " there.");
    }
    address.driver().checkProperty(name);
    Map<String, String> more = new TreeMap<>(properties);
    more.put(name, value);
    return new Database(door, more, settings);
  }

  /**
   * Sends up to so many rows at a time. Where no checkpoint decides when rows are written, one
   * waits for others for at most {@code delay} while results keep coming, and not at all when they
   * do not. 1,000 rows and 1 second if not set.
   */
  public Database batch(int rows, Duration delay) {
    return with(settings.batch(rows, delay));
  }

  /**
   * The longest that one call may take; whole seconds, 10 if not set. Logging in and reading from
   * the network have it too, where the address was given to {@link Jdbc}; a {@code DataSource}
   * brings its own.
   */
  public Database timeout(Duration perCall) {
    return with(settings.callTimeout(perCall));
  }

  /**
   * Tries a transaction again after an error that may pass (a lost connection, a deadlock), with
   * longer and longer waits between, at most so often and within that time from its beginning. 10
   * times within 30 seconds if not set. Meanwhile the worker waits; then the job fails.
   */
  public Database retry(int times, Duration within) {
    return with(settings.retry(times, within));
  }

  /**
   * The most bytes of rows that may wait for a checkpoint in one writer, at most 1 GiB; 256 MiB if
   * not set. More fails the job: take checkpoints more often.
   */
  public Database stage(long maxBytes) {
    return with(settings.stagedBytes(maxBytes));
  }

  /**
   * The table that notes which checkpoints were committed, {@code millrace_commits} if not set;
   * created if it is missing. It must lie in the same database as the tables written to.
   */
  public Database commitsTable(String name) {
    return with(settings.table(name, settings.createsTable()));
  }

  /** The table of commits is not created; it must be there, as {@code docs/guarantees.md} says. */
  public Database existingCommitsTable() {
    return with(settings.table(settings.table(), false));
  }

  private Database with(Settings newSettings) {
    return new Database(door, properties, newSettings);
  }

  Settings settings() {
    return settings;
  }

  /**
   * The property that makes the driver send several rows as one statement, if it is set, or null.
   */
  @Nullable String rewrites() {
    for (Map.Entry<String, String> property : properties.entrySet()) {
      String name = KnownDriver.rewriting(property.getKey(), property.getValue());
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  /** Opens a connection. */
  Connection connect(Environment environment) throws SQLException {
    if (door instanceof Door.Given given) {
      return given.source().get().getConnection();
    }
    Door.Address address = (Door.Address) door;
    Properties all = new Properties();
    address.driver().timeouts(all, settings);
    properties.forEach(all::setProperty);
    all.setProperty("user", address.user());
    Secret password = address.password();
    if (password != null) {
      all.setProperty("password", password.value(environment.files()));
    }
    return DriverManager.getConnection(address.url(), all);
  }

  /** The kind of database; never the address. */
  @Override
  public String toString() {
    return door instanceof Door.Address address
        ? "Database[" + address.driver() + "]"
        : "Database[DataSource]";
  }
}
