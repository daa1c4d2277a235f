package io.millrace.windowing.sliced;

import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.type.UnknownType;
import io.millrace.api.window.Lateness;
import io.millrace.windowing.lanes.Layout;
import java.lang.reflect.Type;

/**
 * Makes the fast operator of event-time tumbling and sliding windows that fire when their time is
 * over. It takes {@code T} by key and emits {@code WindowResult<K, R>}; late events go to the side
 * output {@code late}.
 *
 * <ul>
 *   <li><b>Cost:</b> an event is folded into one slice, whatever the overlap of windows. A slide
 *       costs two lane operations for each key in the slices that enter and leave if the aggregate
 *       can subtract, else three merges. Events that are late for some of their windows, or correct
 *       windows that have fired, cost more.
 *   <li><b>State:</b> columns of the store for all slices that a window still needs. The content of
 *       the window that fires is made of them again after a restore.
 * </ul>
 */
public final class SlicedWindowOperators {
  private SlicedWindowOperators() {}

  /**
   * True if the fast operator gives what the general one gives: for these settings, with the
   * default trigger, no evictor.
   */
  public static boolean supports(
      long sizeMs, long slideMs, Lateness lateness, Aggregate<?, ?, ?> aggregate) {
    return !lateness.discarding() && (sizeMs <= slideMs || !aggregate.arrivalOrdered());
  }

  /**
   * A factory of operators for windows {@code [offset + k slide, offset + k slide + size)}, all in
   * milliseconds. Tumbling windows have {@code slide == size}; windows with {@code slide > size}
   * leave gaps.
   *
   * @throws MillraceException if {@link #supports} says no, or size or slide is not positive
   */
  public static <T, A, R> OperatorFactory create(
      long sizeMs, long slideMs, long offsetMs, Lateness lateness, Aggregate<T, A, R> aggregate) {
    Type unknown = new UnknownType("the type of the values was not given");
    return create(sizeMs, slideMs, offsetMs, lateness, aggregate, unknown);
  }

  /**
   * The same where the type of the values is known, which aggregates that keep values need in order
   * to be stored.
   */
  public static <T, A, R> OperatorFactory create(
      long sizeMs,
      long slideMs,
      long offsetMs,
      Lateness lateness,
      Aggregate<T, A, R> aggregate,
      Type valueType) {
    SliceGrid grid = new SliceGrid(sizeMs, slideMs, offsetMs);
    if (!supports(sizeMs, slideMs, lateness, aggregate)) {
      throw new MillraceException(
          ApiError.WINDOW_INVALID,
          "windows that share slices can neither discard what they have shown nor keep the order of arrival."
              + " Use the general window operator for them.");
    }
    Layout layout = new Layout(aggregate, valueType);
    return () -> new SlicedWindowOperator(grid, layout, lateness);
  }
}
