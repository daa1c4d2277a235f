package io.millrace.api.plan;

/** What happens to an event whose processing has failed for good. */
public sealed interface ErrorPolicy {

  /** The job fails. */
  record Fail() implements ErrorPolicy {}

  /** The event is dropped and counted. */
  record Skip() implements ErrorPolicy {}

  /** The event goes to the side output {@code dead-letter} of its operator and is counted. */
  record ToDeadLetters() implements ErrorPolicy {}

  /** The job fails: the default. */
  static ErrorPolicy fail() {
    return new Fail();
  }

  /** The event is dropped and counted as {@code DEAD}. */
  static ErrorPolicy skip() {
    return new Skip();
  }

  /** The event goes to {@code DeadLetter.SIDE} and is counted as {@code DEAD}. */
  static ErrorPolicy deadLetter() {
    return new ToDeadLetters();
  }
}
