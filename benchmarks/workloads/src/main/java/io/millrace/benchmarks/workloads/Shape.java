package io.millrace.benchmarks.workloads;

/** What a workload computes, and which five numbers of a result go into its checksum. */
public enum Shape {
  /** The value times three plus one, if that is even: key, value, time. */
  MAP_FILTER,
  /** Count and sum for each long key: key, start, end, count, sum. */
  TUMBLING,
  /** Count and sum for each text: the key's hash code, start, end, count, sum. */
  TUMBLING_STRING,
  /** A sum for each key, sliding by a second: key, start, end, 0, sum. */
  SLIDING_SUM,
  /** The largest value for each key, sliding by a second: key, start, end, 0, value. */
  SLIDING_MAX,
  /** Count and sum until a key is silent for 30 seconds: key, start, end, count, sum. */
  SESSION,
  /** Pairs in the same second: key, left value, right value, left time, right time. */
  WINDOW_JOIN,
  /** Pairs at most a second apart: the same. */
  INTERVAL_JOIN,
  /** A running total for each event: key, total, 0, 0, 0. */
  STATE,
  /** Sellers of some states with their auctions of one category: auction, person, three hashes. */
  NEXMARK_Q3,
  /** Winning bids, averaged for each category over windows: category, start, end, count, sum. */
  NEXMARK_Q4,
  /** Auctions with the most bids in a window: auction, start, end, bids, 0. */
  NEXMARK_Q5,
  /** The highest bids of a window: price, start, end, auction, bidder. */
  NEXMARK_Q7,
  /** People and auctions they opened in the same window: person, auction, reserve, hash, 0. */
  NEXMARK_Q8;

  /** True if two streams are joined. */
  public boolean twoInputs() {
    return this == WINDOW_JOIN || this == INTERVAL_JOIN;
  }

  /** True for the queries of Nexmark. */
  public boolean nexmark() {
    return name().startsWith("NEXMARK");
  }
}
