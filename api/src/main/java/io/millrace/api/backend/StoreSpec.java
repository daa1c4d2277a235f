package io.millrace.api.backend;

import io.millrace.api.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * What a store is for.
 *
 * @param operatorId the operator's id, unique in its pipeline
 * @param subtask which subtask
 * @param range the key groups it owns
 * @param longKeys keys are longs and kept unboxed; narrower ones are kept as objects
 * @param keyCodec stores object keys; null if the type of the keys could not be known and nothing
 *     has to be stored
 * @param durable the store will be asked for snapshots, so everything in it needs a codec
 */
public record StoreSpec(
    String operatorId,
    int subtask,
    KeyGroupRange range,
    boolean longKeys,
    @Nullable Codec<?> keyCodec,
    boolean durable) {
  /** A store that is never asked for a snapshot. */
  public StoreSpec(
      String operatorId,
      int subtask,
      KeyGroupRange range,
      boolean longKeys,
      @Nullable Codec<?> keyCodec) {
    this(operatorId, subtask, range, longKeys, keyCodec, false);
  }
}
