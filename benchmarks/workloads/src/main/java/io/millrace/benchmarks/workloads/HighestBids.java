package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import java.util.ArrayList;
import java.util.List;

/**
 * The bids with the highest price among those added: an accumulator any engine can use.
 * Single-threaded.
 */
public final class HighestBids {
  private List<Bid> bids;

  /** None yet. */
  public HighestBids() {
    this(new ArrayList<>(1));
  }

  /** Those. */
  public HighestBids(List<Bid> bids) {
    this.bids = bids;
  }

  /** Takes a bid into account. */
  public HighestBids add(Bid bid) {
    long highest = bids.isEmpty() ? Long.MIN_VALUE : bids.get(0).price();
    if (bid.price() > highest) {
      bids.clear();
    }
    if (bid.price() >= highest) {
      bids.add(bid);
    }
    return this;
  }

  /** Takes what another one saw into account. */
  public HighestBids merge(HighestBids other) {
    for (Bid bid : other.bids) {
      add(bid);
    }
    return this;
  }

  /** The bids; all have the same price. */
  public List<Bid> bids() {
    return bids;
  }

  /** For serialisers that go by properties. */
  public List<Bid> getBids() {
    return bids;
  }

  /** The same. */
  public void setBids(List<Bid> newBids) {
    bids = newBids;
  }
}
