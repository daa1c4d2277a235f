package io.millrace.core.state;

/** A list item or map value and the wall-clock time of its last touch in milliseconds. */
final class Stamped<T> {
  final T value;
  long touchedMs;

  Stamped(T value, long touchedMs) {
    this.value = value;
    this.touchedMs = touchedMs;
  }
}
