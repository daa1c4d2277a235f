package io.millrace.connector.kafka;

import java.util.Locale;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint was committed last, and by whom: the offset and the metadata of a consumer group
 * that nobody consumes with.
 *
 * @param checkpointId the checkpoint
 * @param ownerEpoch the owner of the job that wrote it
 */
record Marker(long checkpointId, long ownerEpoch) {
  private static final String HEAD = "millrace owner ";

  OffsetAndMetadata offset() {
    return new OffsetAndMetadata(
        checkpointId, String.format(Locale.ROOT, "%s%d", HEAD, ownerEpoch));
  }

  /** The marker in a group's offset; null if there is none. */
  static @Nullable Marker of(@Nullable OffsetAndMetadata offset) {
    if (offset == null || !offset.metadata().startsWith(HEAD)) {
      return null;
    }
    try {
      return new Marker(
          offset.offset(), Long.parseLong(offset.metadata().substring(HEAD.length())));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
