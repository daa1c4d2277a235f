package io.millrace.windowing.session;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.Lateness;
import io.millrace.windowing.lanes.Layout;
import java.lang.reflect.Type;

/**
 * Makes the fast operator of event-time sessions with a fixed gap that fire when their time is
 * over. It takes {@code T} by key and emits {@code WindowResult<K, R>}; late events go to the side
 * output {@code late}.
 *
 * <ul>
 *   <li><b>Sessions:</b> an event at {@code t} opens {@code [t, t + gap)}; sessions of a key that
 *       touch become one.
 *   <li><b>Cost:</b> an event in the latest session of its key, or that opens it, costs two
 *       comparisons and two stores beside the aggregate. Others cost a search among the open
 *       sessions of the key.
 *   <li><b>State:</b> the latest session of each key in columns of the store, further ones as
 *       objects.
 * </ul>
 */
public final class SessionWindowOperators {
  private SessionWindowOperators() {}

  /**
   * True if the fast operator gives what the general one gives: for these settings, with the
   * default trigger, no evictor.
   */
  public static boolean supports(Lateness lateness, Aggregate<?, ?, ?> aggregate) {
    return !lateness.discarding() && !aggregate.arrivalOrdered();
  }

  /**
   * A factory of operators for sessions that end after {@code gapMs} milliseconds without an event.
   *
   * @throws MillraceException if {@link #supports} says no, or the gap is not positive
   */
  public static <T, A, R> OperatorFactory create(
      long gapMs, Lateness lateness, Aggregate<T, A, R> aggregate) {
    Type unknown = new UnknownType("the type of the values was not given");
    return create(gapMs, lateness, aggregate, unknown);
  }

  /**
   * The same where the type of the values is known, which aggregates that keep values need in order
   * to be stored.
   */
  public static <T, A, R> OperatorFactory create(
      long gapMs, Lateness lateness, Aggregate<T, A, R> aggregate, Type valueType) {
    if (gapMs < 1) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "the gap of a session must be 1 ms or more, was " + gapMs + " ms.");
    }
    if (!supports(lateness, aggregate)) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "sessions in columns can neither discard what they have shown nor keep the order of arrival when they merge."
              + " Use the general window operator for them.");
    }
    Layout layout = new Layout(aggregate, valueType);
    return () -> new SessionWindowOperator(gapMs, layout, lateness);
  }
}
