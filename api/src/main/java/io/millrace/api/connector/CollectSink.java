package io.millrace.api.connector;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps all results in memory, in order of arrival; with several workers the order between them is
 * open. Thread-safe.
 *
 * @param <T> the type of the results
 */
public final class CollectSink<T> implements Sink<T> {
  private final List<Timed<T>> results = new ArrayList<>();

  /** A result and its event time in milliseconds. */
  public record Timed<T>(T value, long timeMs) {}

  CollectSink() {}

  /** The results so far; a copy. */
  public List<T> values() {
    synchronized (results) {
      return results.stream().map(Timed::value).toList();
    }
  }

  /** The results so far with their event times; a copy. */
  public List<Timed<T>> timed() {
    synchronized (results) {
      return List.copyOf(results);
    }
  }

  /** The results since the last call of this method. */
  public List<Timed<T>> take() {
    synchronized (results) {
      List<Timed<T>> taken = List.copyOf(results);
      results.clear();
      return taken;
    }
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    return new SinkWriter<>() {
      @Override
      public void write(T value, long timeMs) {
        synchronized (results) {
          results.add(new Timed<>(value, timeMs));
        }
      }

      @Override
      public void close() {}
    };
  }
}
