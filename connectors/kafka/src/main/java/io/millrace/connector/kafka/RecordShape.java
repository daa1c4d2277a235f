package io.millrace.connector.kafka;

import io.millrace.api.function.Mapper;
import io.millrace.api.time.EventTimes;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * How a result becomes a record.
 *
 * @param value the value
 * @param key the key, null for none
 * @param partition the partition, null to leave it to the key
 * @param headers the headers, null for none
 * @param times whether records carry event times
 */
record RecordShape<T>(
    RecordEncoder<? super T> value,
    @Nullable RecordEncoder<? super T> key,
    @Nullable Mapper<? super T, Integer> partition,
    @Nullable Mapper<? super T, ? extends Headers> headers,
    boolean times) {
  private static final Headers NO_HEADERS = new RecordHeaders();

  static <T> RecordShape<T> of(RecordEncoder<T> value) {
    return new RecordShape<>(value, null, null, null, true);
  }

  RecordShape<T> withKey(RecordEncoder<? super T> newKey) {
    return new RecordShape<>(value, newKey, partition, headers, times);
  }

  RecordShape<T> withPartition(Mapper<? super T, Integer> newPartition) {
    return new RecordShape<>(value, key, newPartition, headers, times);
  }

  RecordShape<T> withHeaders(Mapper<? super T, ? extends Headers> newHeaders) {
    return new RecordShape<>(value, key, partition, newHeaders, times);
  }

  RecordShape<T> withoutTimes() {
    return new RecordShape<>(value, key, partition, headers, false);
  }

  /**
   * The record of a result. Kafka has no times before 1970: such a result, and one without an event
   * time, gets the time at which it is sent.
   */
  Row row(T result, long timeMs) {
    return new Row(
        partition == null ? Row.ANY_PARTITION : partition.apply(result),
        times && timeMs >= 0 && timeMs < EventTimes.MAX ? timeMs : Row.NO_TIME,
        key == null ? null : key.encode(result),
        value.encode(result),
        headers == null ? NO_HEADERS : headers.apply(result));
  }
}
