package io.millrace.api.operator;

/**
 * An output for results that come after their events: each says where its event came from, so that
 * lateness is judged after it as before it. As for {@link Output} otherwise.
 *
 * @param <O> the values
 */
public interface PolledOutput<O> extends Output<O> {
  /**
   * Emits a value in the place of an event.
   *
   * @param timeMs the event time in milliseconds
   * @param split the split of the event
   * @param offset its position there
   * @param watermarkMs the split's watermark just before it was read
   */
  void emit(O value, long timeMs, int split, long offset, long watermarkMs);
}
