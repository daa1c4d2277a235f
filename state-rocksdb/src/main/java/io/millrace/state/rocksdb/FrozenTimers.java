package io.millrace.state.rocksdb;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one table at one moment; also those of a table that was restored and that nobody
 * has asked for yet, whose tags are still bytes.
 *
 * @param name the table
 * @param domain by which clock
 * @param codec stores the tags; null if they are bytes or cannot be stored
 * @param rawSchema how tags that are bytes are encoded
 * @param times when they fire, milliseconds
 * @param orders in which order they were set
 * @param slots whose they are
 * @param tags what tells those of one key apart
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed to one reader
record FrozenTimers(
    String name,
    TimeDomain domain,
    @Nullable Codec<?> codec,
    @Nullable CodecSchema rawSchema,
    long[] times,
    long[] orders,
    int[] slots,
    @Nullable Object[] tags) {
  /** How tags are encoded. */
  CodecSchema schema() {
    if (rawSchema != null) {
      return rawSchema;
    }
    if (codec == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "timers '"
              + name
              + "' have no codec for what tells them apart, so they cannot be stored.");
    }
    return codec.schema();
  }

  /** The bytes of a tag. */
  @SuppressWarnings("unchecked") // the table's codec fits its tags
  byte[] tag(int timer, DataWriter scratch) {
    Object tag = tags[timer];
    if (tag instanceof byte[] bytes && rawSchema != null) {
      return bytes;
    }
    if (tag == null || codec == null) {
      throw new MillraceException(ApiError.BUG, "timer of table '" + name + "' without tag");
    }
    scratch.reset();
    ((Codec<Object>) codec).write(tag, scratch);
    return scratch.toByteArray();
  }

  /** The timers in the order in which they fire. */
  int[] inOrder() {
    long[][] keys = new long[times.length][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = new long[] {times[i], orders[i], i};
    }
    java.util.Arrays.sort(
        keys, (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    int[] order = new int[keys.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keys[i][2];
    }
    return order;
  }
}
