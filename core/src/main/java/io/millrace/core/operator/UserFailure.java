package io.millrace.core.operator;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.OperatorContext;

/**
 * Says where user code threw: which operator, which event. The message never holds content; the
 * cause may.
 */
public final class UserFailure {
  private UserFailure() {}

  /** User code threw on an event of a batch. */
  public static MillraceException onEvent(
      OperatorContext context, Batch<?> batch, int place, RuntimeException cause) {
    return onEvent(context, batch.split(), batch.offsetAt(place), cause);
  }

  /** User code threw on an event. */
  public static MillraceException onEvent(
      OperatorContext context, int split, long offset, RuntimeException cause) {
    if (cause instanceof MillraceException known) {
      return known;
    }
    return new MillraceException(
        ApiError.OPERATOR_FAILED,
        name(context)
            + " threw "
            + cause.getClass().getName()
            + " on the event at split '"
            + context.splitName(split)
            + "', offset "
            + offset
            + ". The cause below says why; correct the function or filter such events out before"
            + " it.",
        cause);
  }

  /** User code threw on a timer. */
  public static MillraceException onTimer(
      OperatorContext context, long timeMs, RuntimeException cause) {
    if (cause instanceof MillraceException known) {
      return known;
    }
    return new MillraceException(
        ApiError.OPERATOR_FAILED,
        name(context)
            + " threw "
            + cause.getClass().getName()
            + " on a timer set for "
            + timeMs
            + " ms. The cause below says why; correct onTimer.",
        cause);
  }

  private static String name(OperatorContext context) {
    return "operator '" + context.operatorId() + "' subtask " + context.subtask();
  }
}
