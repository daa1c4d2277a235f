package io.millrace.api.connector;

import io.millrace.api.function.Action;
import java.io.PrintStream;

/** The sinks that need nothing from outside: callbacks, collections, print and log. */
public final class Sinks {
  private Sinks() {}

  /**
   * Calls {@code action} with each result, on the engine's thread; it must be quick and, with
   * several workers, thread-safe.
   */
  public static <T> Sink<T> callback(Action<? super T> action) {
    return new CallbackSink<>((value, timeMs) -> action.accept(value), () -> {});
  }

  /** Keeps all results in memory, for tests and small programs. */
  public static <T> CollectSink<T> collect() {
    return new CollectSink<>();
  }

  /** Prints each result as a line on standard output. */
  public static Sink<Object> print() {
    return print(System.out);
  }

  /** Prints each result as a line. */
  public static Sink<Object> print(PrintStream out) {
    return new CallbackSink<>((value, timeMs) -> out.println(value), out::flush);
  }

  /**
   * Logs each result at level INFO through the JDK's {@code System.Logger} named {@code
   * io.millrace.sink}.
   */
  public static Sink<Object> log() {
    System.Logger logger = System.getLogger("io.millrace.sink");
    return new CallbackSink<>(
        (value, timeMs) -> logger.log(System.Logger.Level.INFO, () -> String.valueOf(value)),
        () -> {});
  }
}
