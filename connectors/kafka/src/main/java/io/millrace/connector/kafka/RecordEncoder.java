package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.Codecs;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of a result: a record's value or key. Called on the thread that writes, by several
 * threads if the sink has several subtasks.
 *
 * @param <T> the type of the results
 */
@FunctionalInterface
public interface RecordEncoder<T> extends Serializable {
  /** The bytes, which the sink keeps and nobody changes; null for none. */
  byte @Nullable [] encode(T value);

  /** The bytes a codec writes. */
  static <T> RecordEncoder<T> of(Codec<T> codec) {
    return value -> Codecs.toBytes(codec, value);
  }
}
