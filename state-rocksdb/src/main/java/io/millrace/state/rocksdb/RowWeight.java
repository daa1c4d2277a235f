package io.millrace.state.rocksdb;

/** What a row weighs, on average over those that were looked at lately. One thread. */
final class RowWeight {
  /** How many rows are looked at between two batches. */
  static final int AT_ONCE = 2;

  /** From one to the next: a prime, so that all are looked at in the end. */
  static final int STEP = 7_919;

  private static final int LATELY = 256;

  private double mean = 64;
  private int seen;

  /** A row of that many bytes was looked at. */
  void add(long bytes) {
    seen = Math.min(LATELY, seen + 1);
    mean += (bytes - mean) / seen;
  }

  /** The average; a guess before there was any. */
  long bytes() {
    return Math.round(mean);
  }
}
