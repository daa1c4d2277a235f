package io.millrace.connector.jdbc;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells errors that may pass from those that will not, and what of an error may be said: a
 * database's message about a row quotes it.
 */
final class SqlErrors {
  /* By the SQL standard: 08 connection, 40 rolled back (deadlock, serialization), 53 resources. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53");

  /** Rolled back because of a constraint. */
  private static final String ROLLED_BACK_BY_CONSTRAINT = "40002";

  private static final Set<String> PASSING =
      Set.of(
          "25P03", // PostgreSQL: a transaction waited too long for its client
          "55P03", // lock not available
          "57014", // the call was cancelled, as it took too long
          "57P01", // the server shuts down, or somebody ended the session
          "57P02", "57P03", // the server starts
          "57P05", "HYT00", // time-outs
          "HYT01", "90007", // H2: closed
          "90067", // H2: connection broken
          "90098", // H2: database closed
          "90121");

  /* Nothing of a row is in these: connections, logins, missing databases, statements. */
  private static final Set<String> TOLD = Set.of("08", "28", "3D", "42", "53", "57");

  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)(password|passwd|pwd|secret|token)(\\s*[=:]\\s*)[^;&\\s,)\\]}]+");
  private static final Pattern IN_ADDRESS = Pattern.compile("//[^/@\\s]+@");

  private SqlErrors() {}

  /** True if the same may work when tried again. */
  static boolean isTransient(SQLException error) {
    int seen = 0;
    for (SQLException e = error; e != null && seen < 10; e = e.getNextException(), seen++) {
      String state = state(e);
      if (state.equals(ROLLED_BACK_BY_CONSTRAINT)) {
        return false;
      }
      if (e instanceof SQLTransientException
          || e instanceof SQLRecoverableException
          || PASSING.contains(state)
          || PASSING_CLASSES.contains(state.substring(0, 2))) {
        return true;
      }
    }
    return false;
  }

  /** True if the statement names a table or column that is not there. */
  static boolean isUnknownName(SQLException error) {
    return state(error).startsWith("42");
  }

  /** True if a row with that key is there already. */
  static boolean isDuplicate(SQLException error) {
    return state(error).startsWith("23");
  }

  /** The state of the error, {@code 00000} if it has none. */
  static String state(SQLException error) {
    String state = error.getSQLState();
    SQLException next = error.getNextException();
    if ((state == null || state.length() != 5) && next != null) {
      state = next.getSQLState();
    }
    return state == null || state.length() != 5 ? "00000" : state;
  }

  /**
   * The failure to throw: {@code what} failed, with the state and, where it cannot hold a row's
   * content, what the database says.
   */
  static MillraceException failed(String who, String what, SQLException error, String advice) {
    return failed(who, what, error, told(error), advice);
  }

  /** The same for an error at writing rows: a driver may quote them whatever the state is. */
  static MillraceException failedAtRows(
      String who, String what, SQLException error, String advice) {
    return failed(who, what, error, null, advice);
  }

  private static MillraceException failed(
      String who, String what, SQLException error, @Nullable String told, String advice) {
    String state = state(error);
    SQLException cause =
        new SQLException(
            told == null ? "withheld, as it may quote a row" : told, state, error.getErrorCode());
    cause.setStackTrace(error.getStackTrace());
    return new MillraceException(
        ApiError.SINK_FAILED,
        who
            + " could not "
            + what
            + ": SQLState "
            + state
            + " ("
            + meaning(state)
            + ")"
            + (told == null ? "" : ", " + told)
            + ". "
            + advice,
        cause);
  }

  /** What the database says, if it may be repeated. */
  static @Nullable String told(SQLException error) {
    String state = state(error);
    String message = error.getMessage();
    if (message == null || !(TOLD.contains(state.substring(0, 2)) || PASSING.contains(state))) {
      return null;
    }
    String masked = CREDENTIAL.matcher(message).replaceAll("$1$2***");
    masked = IN_ADDRESS.matcher(masked).replaceAll("//***@").strip();
    return masked.endsWith(".") ? masked.substring(0, masked.length() - 1) : masked;
  }

  private static String meaning(String state) {
    return switch (state.substring(0, 2)) {
      case "08" -> "no connection";
      case "21", "07" -> "parameters do not fit the statement";
      case "22" -> "a value does not fit its column";
      case "23" -> "a constraint is violated";
      case "28" -> "the login was refused";
      case "3D" -> "no such database";
      case "40" -> "rolled back by the database";
      case "42" -> "the statement is refused";
      case "53" -> "the database lacks resources";
      case "57" -> "the database was interrupted";
      case "HY" -> "a time-out or driver error";
      default -> "see the database's manual";
    };
  }
}
