package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import java.io.Serializable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event of a record. Called on the thread that polls, for several partitions by several
 * threads, so it must be thread-safe and quick.
 *
 * @param <T> the type of the events
 */
@FunctionalInterface
public interface RecordDecoder<T> extends Serializable {
  /**
   * The event, or null to leave the record out. What it throws makes the record a bad one, see
   * {@link BadRecords}. A record without a value (a tombstone) is left out before it gets here
   * unless {@link KafkaSource#withTombstones()} asks for them; its key may be null.
   */
  @Nullable T decode(ConsumerRecord<byte[], byte[]> record);

  /** Reads values that a codec wrote; a value with bytes left over is a bad record. */
  static <T> RecordDecoder<T> of(Codec<T> codec) {
    return record -> {
      DataReader in = DataReader.of(record.value());
      T value = codec.read(in);
      in.expectEnd();
      return value;
    };
  }

  /** Reads values with one of Kafka's deserializers, which must be thread-safe. */
  static <T> RecordDecoder<T> value(Deserializer<T> deserializer) {
    return record -> deserializer.deserialize(record.topic(), record.headers(), record.value());
  }
}
