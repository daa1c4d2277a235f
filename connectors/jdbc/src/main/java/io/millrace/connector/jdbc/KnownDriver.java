package io.millrace.connector.jdbc;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The drivers whose addresses and properties can be checked. Only properties on a list are let
 * through: drivers have some that load classes, run scripts and read files.
 */
enum KnownDriver {
  /*
   * A list of what is forbidden has failed twice: MySQL's autoDeserialize and allowLoadLocalInfile,
   * and then PostgreSQL's socketFactory (CVE-2026-3960), which the list did not know.
   */
  POSTGRESQL(
      "jdbc:postgresql:",
      '?',
      '&',
      Set.of(
          "ApplicationName",
          "assumeMinServerVersion",
          "binaryTransfer",
          "channelBinding",
          "currentSchema",
          "defaultRowFetchSize",
          "prepareThreshold",
          "reWriteBatchedInserts",
          "ssl",
          "sslmode",
          "sslrootcert",
          "sslcert",
          "sslkey",
          "targetServerType",
          "tcpKeepAlive")),
  H2(
      "jdbc:h2:",
      ';',
      ';',
      Set.of(
          "ACCESS_MODE_DATA",
          "AUTO_SERVER",
          "CACHE_SIZE",
          "CASE_INSENSITIVE_IDENTIFIERS",
          "DATABASE_TO_LOWER",
          "DATABASE_TO_UPPER",
          "DB_CLOSE_DELAY",
          "DB_CLOSE_ON_EXIT",
          "IFEXISTS",
          "LOCK_TIMEOUT",
          "MODE",
          "NON_KEYWORDS",
          "SCHEMA",
          "TIME ZONE",
          "WRITE_DELAY")),
  MYSQL("jdbc:mysql:", '?', '&', Names.MYSQL),
  MARIADB("jdbc:mariadb:", '?', '&', Names.MYSQL);

  /** Shared by two drivers; an enum's constants cannot see its own static fields. */
  private static final class Names {
    static final Set<String> MYSQL =
        Set.of(
            "characterEncoding",
            "connectionTimeZone",
            "forceConnectionTimeZoneToSession",
            "rewriteBatchedStatements",
            "sslMode",
            "tcpKeepAlive",
            "useServerPrepStmts",
            "useSSL");
  }

  private static final Set<String> CREDENTIALS = Set.of("USER", "USERNAME", "PASSWORD", "PWD");

  private final String prefix;
  private final char first;
  private final char between;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<String> properties;

  KnownDriver(String prefix, char first, char between, Set<String> properties) {
    this.prefix = prefix;
    this.first = first;
    this.between = between;
    this.properties = properties;
  }

  /** The driver of an address that was checked; the message holds nothing of the address. */
  static KnownDriver check(String url) {
    for (KnownDriver driver : values()) {
      if (url.startsWith(driver.prefix)) {
        driver.checkParts(url);
        return driver;
      }
    }
    String known =
        Arrays.stream(values()).map(driver -> driver.prefix).collect(Collectors.joining(", "));
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "the address of the database begins with none of "
            + known
            + ". For another database make its DataSource, with time-outs for logging in and for"
            + " each call, and use Jdbc.dataSource.");
  }

  private void checkParts(String url) {
    int properties = url.indexOf(first);
    String address = properties < 0 ? url : url.substring(0, properties);
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c <= ' ' || "@()\"'%?;&".indexOf(c) >= 0) {
        throw new MillraceException(
            ApiError.ARGUMENT_INVALID,
            "the address of the database has at "
                + i
                + " a character that none needs: credentials and escapes have no place in it."
                + " Give user and password on their own.");
      }
    }
    if (properties >= 0) {
      for (String part : url.substring(properties + 1).split(String.valueOf(between), -1)) {
        int equals = part.indexOf('=');
        checkProperty(equals < 0 ? part : part.substring(0, equals));
      }
    }
  }

  /** Refuses a property that is not on the list. Never says a value: it may be a secret. */
  void checkProperty(String name) {
    if (CREDENTIALS.contains(name.toUpperCase(Locale.ROOT))) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the property "
              + name
              + " is a credential. Give user and password on their own:"
              + " Jdbc.connection(url, user, Secret.environment(...)).");
    }
    if (!properties.contains(this == H2 ? name.toUpperCase(Locale.ROOT) : name)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the property "
              + (name.matches("[\\w. %-]{1,60}") ? "'" + name + "' " : "")
              + "is not one of those that may be set: "
              + properties.stream().sorted().collect(Collectors.joining(", "))
              + ". Time-outs are set by Database.timeout; for others make a DataSource and use"
              + " Jdbc.dataSource.");
    }
  }

  /** Sets the driver's own time-outs, so that no call waits for a network for ever. */
  void timeouts(Properties into, Settings settings) {
    int seconds = settings.callSeconds();
    switch (this) {
      case POSTGRESQL -> {
        into.setProperty("connectTimeout", Integer.toString(seconds));
        into.setProperty("loginTimeout", Integer.toString(seconds));
        into.setProperty("socketTimeout", Integer.toString(seconds + Session.GRACE_SECONDS));
        into.setProperty("tcpKeepAlive", "true");
      }
      case MYSQL, MARIADB -> {
        into.setProperty("connectTimeout", Integer.toString(seconds * 1_000));
        into.setProperty(
            "socketTimeout", Integer.toString((seconds + Session.GRACE_SECONDS) * 1_000));
      }
      case H2 -> {}
    }
  }

  /** The value a property must not have together with an upsert, or null. */
  static @Nullable String rewriting(String name, String value) {
    boolean rewrites =
        name.equals("reWriteBatchedInserts") || name.equals("rewriteBatchedStatements");
    return rewrites && !value.equalsIgnoreCase("false") ? name : null;
  }
}
