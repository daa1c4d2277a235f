package io.millrace.connector.jdbc;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A statement that inserts a row or, if one with its key is there, replaces its other columns;
 * written in the dialect of the database it meets: PostgreSQL, H2, MySQL, MariaDB or SQLite. Its
 * parameters are the key's columns and then the others. Immutable.
 *
 * @param table the table, with its schema where needed
 * @param key the columns of its primary key or of a unique index
 * @param columns the columns that are replaced; none if it only matters that the row is there
 */
public record Upsert(String table, List<String> key, List<String> columns) {
  /** Refuses what is not a plain name. */
  public Upsert {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    Settings.checkName(table);
    List<String> all = new ArrayList<>(key);
    all.addAll(columns);
    all.forEach(Settings::checkName);
    if (key.isEmpty() || new HashSet<>(all).size() != all.size()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "an upsert into "
              + table
              + " needs at least one column in its key and each column once.");
    }
  }

  /** The statement for a database of that name, as JDBC's meta data give it. */
  String sql(String product) {
    String name = product.toLowerCase(Locale.ROOT);
    if (name.startsWith("h2")) {
      return "MERGE INTO " + target() + " KEY (" + String.join(", ", key) + ") " + values();
    }
    if (name.startsWith("postgresql") || name.startsWith("sqlite")) {
      return "INSERT INTO "
          + target()
          + " "
          + values()
          + " ON CONFLICT ("
          + String.join(", ", key)
          + ") DO "
          + (columns.isEmpty() ? "NOTHING" : "UPDATE SET " + assignments("excluded.", ""));
    }
    if (name.startsWith("mysql") || name.startsWith("mariadb")) {
      // With nothing to replace the key replaces itself, as these have no "do nothing".
      return "INSERT INTO "
          + target()
          + " "
          + values()
          + " ON DUPLICATE KEY UPDATE "
          + (columns.isEmpty() ? key.get(0) + " = " + key.get(0) : assignments("VALUES(", ")"));
    }
    throw new MillraceException(
        ApiError.ARGUMENT_INVALID,
        "no upsert is known for this kind of database. Give the SQL to Jdbc.upsert yourself.");
  }

  private String target() {
    List<String> all = new ArrayList<>(key);
    all.addAll(columns);
    return table + " (" + String.join(", ", all) + ")";
  }

  private String values() {
    return "VALUES ("
        + String.join(", ", Collections.nCopies(key.size() + columns.size(), "?"))
        + ")";
  }

  private String assignments(String before, String after) {
    return columns.stream()
        .map(column -> column + " = " + before + column + after)
        .collect(Collectors.joining(", "));
  }
}
