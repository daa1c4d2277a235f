package io.millrace.engine;

import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import java.util.function.Function;

/**
 * Publishes the results of a pipeline, and its watermarks, to the stream that others read them
 * from, and passes the results on.
 *
 * @param <T> the type of the results
 */
final class TopicWriter<T> implements Operator<T, T> {
  private final Topic topic;
  private final Function<T, Event> asEvent;

  TopicWriter(Topic topic, Function<T, Event> asEvent) {
    this.topic = topic;
    this.asEvent = asEvent;
  }

  @Override
  public void process(T value, long timeMs, Output<T> out) {
    topic.publish(asEvent.apply(value));
    out.emit(value, timeMs);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<T> out) {
    topic.watermark(watermarkMs);
  }
}
