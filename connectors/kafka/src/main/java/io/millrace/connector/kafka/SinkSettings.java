package io.millrace.connector.kafka;

/**
 * What can be set on a sink.
 *
 * @param transactional whether results become visible with checkpoints
 * @param repeatsIfUnknown whether results are written again if it cannot be known whether they were
 * @param stagedBytes how many bytes may wait for a checkpoint in each subtask
 * @param recordBytes how many bytes a record may have
 * @param callMs how long a call to the broker may take
 * @param commitMs for how long a commit is tried again
 * @param client settings of the producer
 */
record SinkSettings(
    boolean transactional,
    boolean repeatsIfUnknown,
    long stagedBytes,
    int recordBytes,
    int callMs,
    int commitMs,
    ClientSettings client) {
  static final SinkSettings DEFAULT =
      new SinkSettings(true, false, 64 << 20, 1_000_000, 10_000, 30_000, ClientSettings.NONE);

  SinkSettings promising(boolean newTransactional, boolean newRepeatsIfUnknown) {
    return new SinkSettings(
        newTransactional, newRepeatsIfUnknown, stagedBytes, recordBytes, callMs, commitMs, client);
  }

  SinkSettings limits(long newStagedBytes, int newRecordBytes) {
    return new SinkSettings(
        transactional, repeatsIfUnknown, newStagedBytes, newRecordBytes, callMs, commitMs, client);
  }

  SinkSettings timeouts(int newCallMs, int newCommitMs) {
    return new SinkSettings(
        transactional, repeatsIfUnknown, stagedBytes, recordBytes, newCallMs, newCommitMs, client);
  }

  SinkSettings withClient(ClientSettings newClient) {
    return new SinkSettings(
        transactional, repeatsIfUnknown, stagedBytes, recordBytes, callMs, commitMs, newClient);
  }
}
