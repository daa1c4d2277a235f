package io.millrace.connector.kafka;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Writes at once; what was written since the last checkpoint comes again after a crash. */
final class DirectWriter<T> implements SinkWriter<T> {
  private final RecordShape<T> shape;
  private final Brokers brokers;
  private final SinkContext context;
  private final TopicLimits limits;
  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();

  DirectWriter(RecordShape<T> shape, Brokers brokers, SinkContext context) {
    this.shape = shape;
    this.brokers = brokers;
    this.context = context;
    this.limits = brokers.limits();
    this.producer = brokers.direct();
  }

  @Override
  public void write(T value, long timeMs) {
    Row row = shape.row(value, timeMs);
    limits.check(row, context.sinkId(), context.environment().time().wallMillis());
    failIfRefused();
    try {
      Future<RecordMetadata> unused =
          producer.send(
              row.record(brokers.topic().name()),
              (metadata, e) -> {
                if (e != null) {
                  refused.compareAndSet(null, e);
                }
              });
    } catch (KafkaException e) {
      throw failed(e);
    }
  }

  @Override
  public void flush() {
    try {
      producer.flush();
    } catch (KafkaException e) {
      throw failed(e);
    }
    failIfRefused();
  }

  private void failIfRefused() {
    Exception first = refused.get();
    if (first != null) {
      throw failed(first);
    }
  }

  private MillraceException failed(Exception e) {
    return new MillraceException(
        ApiError.SINK_FAILED,
        "sink '"
            + context.sinkId()
            + "' could not write to topic '"
            + brokers.topic().name()
            + "' at "
            + brokers.topic().bootstrap()
            + ": "
            + Failures.name(e)
            + ". Check the brokers and restart; results since the last checkpoint may come twice.",
        e);
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
