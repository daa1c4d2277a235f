package io.millrace.connector.kafka;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** What Kafka's exceptions mean for a commit; the producer wraps them, so causes count too. */
final class Failures {
  private Failures() {}

  /** Another producer has taken the transactional id, or the broker has aborted for time. */
  static boolean fenced(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = next(e)) {
      // A broker says the second where a client would expect the first.
      if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  /** Trying again would end the same way. */
  static boolean hopeless(Throwable thrown) {
    for (Throwable e = thrown; e != null; e = next(e)) {
      if (e instanceof AuthenticationException
          || e instanceof AuthorizationException
          || e instanceof ConfigException
          || e instanceof InvalidRecordException
          || e instanceof InvalidTimestampException
          || e instanceof InvalidTopicException
          || e instanceof InvalidTxnTimeoutException
          || e instanceof RecordTooLargeException
          || e instanceof SerializationException
          || e instanceof UnsupportedVersionException) {
        return true;
      }
    }
    return false;
  }

  /** The class of the innermost cause: Kafka wraps what matters. */
  static String name(Throwable thrown) {
    Throwable e = thrown;
    for (Throwable deeper = next(e); deeper != null; deeper = next(e)) {
      e = deeper;
    }
    return e.getClass().getSimpleName();
  }

  private static @Nullable Throwable next(Throwable e) {
    return e.getCause() == e ? null : e.getCause();
  }
}
