package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.Serializable;

/**
 * What becomes of a record that cannot be read. It either throws, which ends the job, or returns,
 * which skips the record; a lambda that logs and returns, or that notes the place for later, will
 * do. Called on the thread that reads; a policy shared by several partitions is called by several
 * threads. A record that is read again after a restart is reported again.
 */
@FunctionalInterface
public interface BadRecords extends Serializable {
  /** Ends the job with {@code RECORD_INVALID}. The default. */
  BadRecords FAIL =
      bad -> {
        throw new MillraceException(
            ApiError.RECORD_INVALID,
            bad.describe() + ". Correct the decoder, or skip bad records with onBadRecord(...).");
      };

  /** Skips the record. It is still counted in {@link KafkaSource#badRecords()}. */
  BadRecords SKIP = bad -> {};

  /** Takes a record that cannot be read: throws, or returns to have it skipped. */
  void handle(BadRecord bad);

  /** Skips bad records and remembers the first {@code limit} of them; counts all. */
  static CollectedBadRecords collecting(int limit) {
    return new CollectedBadRecords(limit);
  }
}
