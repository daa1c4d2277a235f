package io.millrace.torture;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Connections that tell the parent process when rows are being written, and can stop before or
 * after the n-th call that goes to the database, to be killed there.
 */
final class PhasedConnections {
  private static final Set<String> CALLS = Set.of("executeBatch", "executeUpdate", "commit");

  private final DataSource real;
  private final PhaseFile file;
  private final AtomicLong untilStall;

  /** {@code stallAt} counts the moments before and after calls from 1; 0 for never. */
  PhasedConnections(DataSource real, PhaseFile file, long stallAt) {
    this.real = real;
    this.file = file;
    this.untilStall = new AtomicLong(stallAt);
  }

  DataSource source() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = call(real, method, arguments);
          return result instanceof Connection connection ? watched(connection) : result;
        });
  }

  private Connection watched(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object result = watched(connection, method, arguments);
          return result instanceof PreparedStatement statement
              ? proxy(PreparedStatement.class, (s, m, a) -> watched(statement, m, a))
              : result;
        });
  }

  private @Nullable Object watched(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (!CALLS.contains(method.getName())) {
      return call(target, method, arguments);
    }
    boolean running = file.phase() == PhaseFile.Phase.RUNNING;
    if (running) {
      file.phase(PhaseFile.Phase.COMMITTING);
    }
    moment();
    Object result = call(target, method, arguments);
    moment();
    if (running) {
      file.phase(PhaseFile.Phase.RUNNING);
    }
    return result;
  }

  private void moment() {
    if (untilStall.decrementAndGet() == 0) {
      file.stalled(true);
      while (true) {
        LockSupport.parkNanos(1_000_000_000L);
      }
    }
  }

  private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw cause == null ? e : cause;
    }
  }

  private static <X> X proxy(Class<X> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            PhasedConnections.class.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
