package io.millrace.api.operator;

/**
 * An event that could not be processed, and why. For code, not for logs: it holds the event itself.
 *
 * @param value the event
 * @param cause the class and message of the last failure
 * @param operatorId the operator that gave up
 * @param split the split the event was read from
 * @param offset its position in that split
 * @param attempts how often it was tried
 */
public record DeadLetter<T>(
    T value, String cause, String operatorId, String split, long offset, int attempts) {
  /** The side output that dead letters go to. */
  @SuppressWarnings("rawtypes") // a class literal has no type arguments
  public static final SideOutput<DeadLetter> SIDE =
      new SideOutput<>("dead-letter", DeadLetter.class);
}
