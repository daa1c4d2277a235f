package io.millrace.connector.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A database whose n-th call fails, before or after it was carried out. From then on the connection
 * is lost, as with a real one; a new one works.
 */
final class Faults {
  /** The process died; nobody may catch it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** What happens at the call. */
  enum Kind {
    LOST_BEFORE,
    LOST_AFTER,
    CRASH_BEFORE,
    CRASH_AFTER
  }

  /* What goes to the database; the rest only reads or sets fields of the driver. */
  private static final Set<String> CALLS =
      Set.of("commit", "executeBatch", "executeUpdate", "executeQuery", "execute");

  private final DataSource real;
  private Kind kind = Kind.LOST_BEFORE;
  private int left = Integer.MAX_VALUE;
  private boolean crashed;

  Faults(DataSource real) {
    this.real = real;
  }

  /** Lets the call fail that many calls from now, 0 for the next. */
  void failAt(int calls, Kind how) {
    left = calls;
    kind = how;
    crashed = false;
  }

  /** True if the fault was not reached. */
  boolean pending() {
    return left >= 0;
  }

  void off() {
    left = Integer.MAX_VALUE;
    crashed = false;
  }

  DataSource source() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          if (crashed) {
            throw new Crash();
          }
          Object result = call(real, method, arguments);
          return result instanceof Connection connection
              ? new Line(connection).connection()
              : result;
        });
  }

  /** One connection. */
  private final class Line {
    private final Connection real;
    private boolean lost;

    Line(Connection real) {
      this.real = real;
    }

    Connection connection() {
      return proxy(Connection.class, (self, method, arguments) -> on(real, method, arguments));
    }

    private Object on(Object target, Method method, Object[] arguments) throws Throwable {
      if (method.getName().equals("close")) {
        return call(target, method, arguments);
      }
      if (crashed) {
        // A dead process rolls nothing back; its database does when the connection is gone.
        throw new SQLException("dead", "08006");
      }
      if (lost) {
        throw new SQLException("lost", "08003");
      }
      boolean now = CALLS.contains(method.getName()) && left-- == 0;
      if (now && (kind == Kind.LOST_BEFORE || kind == Kind.CRASH_BEFORE)) {
        fail();
      }
      Object result = call(target, method, arguments);
      if (now) {
        fail();
      }
      if (result instanceof PreparedStatement statement) {
        return proxy(PreparedStatement.class, (s, m, a) -> on(statement, m, a));
      }
      if (result instanceof Statement statement) {
        return proxy(Statement.class, (s, m, a) -> on(statement, m, a));
      }
      return result;
    }

    private void fail() throws SQLException {
      lost = true;
      if (!real.getAutoCommit()) {
        real.rollback();
      }
      if (kind == Kind.CRASH_BEFORE || kind == Kind.CRASH_AFTER) {
        crashed = true;
        throw new Crash();
      }
      throw new SQLException("lost", "08006");
    }
  }

  private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static <X> X proxy(Class<X> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(Faults.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
