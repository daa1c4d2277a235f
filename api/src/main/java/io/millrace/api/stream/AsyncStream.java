package io.millrace.api.stream;

import io.millrace.api.operator.DeadLetter;
import io.millrace.api.plan.ErrorPolicy;
import io.millrace.api.plan.Step;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;

/**
 * The answers of calls to the outside.
 *
 * @param <T> the events that were asked about
 * @param <R> the answers
 */
public final class AsyncStream<T, R> extends Stream<R> {
  private final Type asked;

  AsyncStream(PlanRecorder recorder, int place, Type asked) {
    super(recorder, place);
    this.asked = asked;
  }

  /** What happens to an event whose last attempt failed; unless this is called the job fails. */
  public AsyncStream<T, R> onError(ErrorPolicy policy) {
    recorder.replace(
        place,
        step ->
            step instanceof Step.Async async
                ? new Step.Async(async.settings().onError(policy), async.call())
                : step);
    return this;
  }

  /**
   * The events that could not be answered, with the reason; needs {@link ErrorPolicy#deadLetter()}.
   */
  public Stream<DeadLetter<T>> deadLetters() {
    return sideOf(DeadLetter.SIDE, Types.parameterized(DeadLetter.class, Types.box(asked)));
  }
}
