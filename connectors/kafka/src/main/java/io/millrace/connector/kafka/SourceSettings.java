package io.millrace.connector.kafka;

import org.jspecify.annotations.Nullable;

/**
 * What can be set on a source.
 *
 * @param start where a partition is read from that no checkpoint knows
 * @param bounded whether it ends where the topic ended when the job started
 * @param committed whether only what is committed is read
 * @param times whether events carry the records' timestamps
 * @param tombstones whether records without a value are decoded
 * @param group the consumer group that is told what is safe, null for none
 * @param onBadRecord what becomes of a record that cannot be read
 * @param discoverEveryMs how often new partitions are looked for, 0 for never
 * @param bufferedRecords about how many records of a partition wait in memory
 * @param bufferedBytes about how many bytes of a partition wait in memory
 * @param timeoutMs how long a question to the broker may take
 * @param client settings of the consumer
 */
record SourceSettings(
    Start start,
    boolean bounded,
    boolean committed,
    boolean times,
    boolean tombstones,
    @Nullable String group,
    BadRecords onBadRecord,
    long discoverEveryMs,
    int bufferedRecords,
    long bufferedBytes,
    long timeoutMs,
    ClientSettings client) {
  static final SourceSettings DEFAULT =
      new SourceSettings(
          Start.EARLIEST,
          false,
          true,
          true,
          false,
          null,
          BadRecords.FAIL,
          60_000,
          8192,
          8 << 20,
          30_000,
          ClientSettings.NONE);

  /** The kinds of start. */
  enum From {
    EARLIEST,
    LATEST,
    TIME,
    COMMITTED
  }

  /**
   * Where reading starts.
   *
   * @param from which kind
   * @param timeMs the time, for that kind, milliseconds
   */
  record Start(From from, long timeMs) {
    static final Start EARLIEST = new Start(From.EARLIEST, 0);
  }

  SourceSettings start(From from, long timeMs) {
    return new SourceSettings(
        new Start(from, timeMs),
        bounded,
        committed,
        times,
        tombstones,
        group,
        onBadRecord,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        client);
  }

  /** The same with what is read changed. */
  SourceSettings reading(boolean newBounded, boolean newCommitted, boolean newTombstones) {
    return new SourceSettings(
        start,
        newBounded,
        newCommitted,
        times,
        newTombstones,
        group,
        onBadRecord,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        client);
  }

  SourceSettings withoutTimes() {
    return new SourceSettings(
        start,
        bounded,
        committed,
        false,
        tombstones,
        group,
        onBadRecord,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        client);
  }

  SourceSettings withGroup(String newGroup) {
    return new SourceSettings(
        start,
        bounded,
        committed,
        times,
        tombstones,
        newGroup,
        onBadRecord,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        client);
  }

  SourceSettings withOnBadRecord(BadRecords policy) {
    return new SourceSettings(
        start,
        bounded,
        committed,
        times,
        tombstones,
        group,
        policy,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        client);
  }

  /** The same with other limits. */
  SourceSettings limits(long newDiscoverEveryMs, int records, long bytes, long newTimeoutMs) {
    return new SourceSettings(
        start,
        bounded,
        committed,
        times,
        tombstones,
        group,
        onBadRecord,
        newDiscoverEveryMs,
        records,
        bytes,
        newTimeoutMs,
        client);
  }

  SourceSettings withClient(ClientSettings newClient) {
    return new SourceSettings(
        start,
        bounded,
        committed,
        times,
        tombstones,
        group,
        onBadRecord,
        discoverEveryMs,
        bufferedRecords,
        bufferedBytes,
        timeoutMs,
        newClient);
  }
}
