package io.millrace.benchmarks.workloads;

/** An event of Nexmark: somebody new, a new auction, or a bid. */
public sealed interface NexmarkEvent {
  /** When it happened, milliseconds. */
  long timeMs();

  /**
   * Somebody new.
   *
   * @param id their number
   * @param name first and last name
   * @param city where they live
   * @param state its state, two letters
   * @param timeMs when they came, milliseconds
   */
  record Person(long id, String name, String city, String state, long timeMs)
      implements NexmarkEvent {}

  /**
   * A new auction.
   *
   * @param id its number
   * @param seller who opened it
   * @param category 10 to 14
   * @param reserve the least price
   * @param timeMs when it was opened, milliseconds
   * @param expiresMs the last millisecond in which bids count
   */
  record Auction(long id, long seller, long category, long reserve, long timeMs, long expiresMs)
      implements NexmarkEvent {}

  /**
   * A bid.
   *
   * @param auction for what
   * @param bidder by whom
   * @param price how much
   * @param timeMs when, milliseconds
   */
  record Bid(long auction, long bidder, long price, long timeMs) implements NexmarkEvent {}
}
