package io.millrace.core.checkpoint;

import java.time.Instant;

/**
 * Who owns a checkpoint directory; the content of its file {@code OWNER}.
 *
 * @param epoch rises with every owner
 * @param job the name of the job
 * @param pid the owner's process
 * @param host the owner's machine
 * @param sinceMs wall clock when it opened the directory, milliseconds
 * @param cutEpoch checkpoints of epochs before this one do not count ...
 * @param cutId ... from this number on. While an owner opens the directory that is still the
 *     former's cut, then its own
 */
record Owner(
    long epoch, String job, long pid, String host, long sinceMs, long cutEpoch, long cutId) {
  static final String MAGIC = "MILLRACE-OWNER";
  static final int FORMAT = 1;

  Owner countingFrom(long firstId) {
    return new Owner(epoch, job, pid, host, sinceMs, epoch, firstId);
  }

  boolean counts(long writtenIn, long id) {
    return writtenIn >= cutEpoch || id < cutId;
  }

  /** For messages. */
  String describe() {
    return "process "
        + pid
        + " on host "
        + host
        + " for job '"
        + job
        + "' since "
        + Instant.ofEpochMilli(sinceMs)
        + " (epoch "
        + epoch
        + ")";
  }
}
