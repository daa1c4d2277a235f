package io.millrace.connector.kafka;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** Waits for answers of Kafka's administrative client. */
final class Answers {
  private Answers() {}

  /** The answer; an interrupt ends the wait with Kafka's own exception, which sets the flag. */
  static <T> T get(KafkaFuture<T> future, int timeoutMs)
      throws ExecutionException, TimeoutException {
    try {
      return future.get(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
