package io.millrace.state.memory;

import io.millrace.api.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A page of objects that operators change in place, as a snapshot shows it. The owner before its
 * first write and the writer meet here: the first to come encodes, the other waits for it or finds
 * it done.
 */
final class FrozenObjects {
  private final Codec<?> codec;
  private Object @Nullable [] content;
  private byte[] encoded = new byte[0];
  private @Nullable RuntimeException failure;

  FrozenObjects(Object[] content, Codec<?> codec) {
    this.content = content;
    this.codec = codec;
  }

  /**
   * Encodes the page unless that is done. A codec that fails makes the snapshot fail, not the
   * operator that goes on.
   */
  @SuppressWarnings("CatchingUnchecked") // a user's codec may throw anything; take() reports it
  synchronized void encode(PageEncoder encoder) {
    if (content == null) {
      return;
    }
    try {
      encoded = encoder.objects(content, codec);
    } catch (RuntimeException e) {
      failure = e;
    }
    content = null;
  }

  /** The page encoded. */
  synchronized byte[] take(PageEncoder encoder) {
    encode(encoder);
    if (failure != null) {
      throw failure;
    }
    return encoded;
  }
}
