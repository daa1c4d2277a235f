package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;

/** Nexmark query 7 by hand: the highest bids of each open window. */
final class HandQ7 {
  private static final int RING = 4;

  private final long sizeMs;
  private final HighestBids[] open = new HighestBids[RING];

  HandQ7(long sizeMs) {
    this.sizeMs = sizeMs;
    for (int i = 0; i < RING; i++) {
      open[i] = new HighestBids();
    }
  }

  void run(NexmarkEvent[] events, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(events[0].timeMs(), sizeMs) - 2;
    long firesAt = (fired + 2) * sizeMs + HandLoop.BOUND_MS;
    for (NexmarkEvent event : events) {
      long time = event.timeMs();
      if (event instanceof Bid bid) {
        long window = Math.floorDiv(time, sizeMs);
        if (window > fired) {
          open[(int) window & (RING - 1)].add(bid);
        }
      }
      if (time > maxTime) {
        maxTime = time;
        while (time >= firesAt) {
          fire(++fired, out);
          firesAt += sizeMs;
        }
      }
    }
    for (int i = 0; i < RING; i++) {
      fire(++fired, out);
    }
  }

  private void fire(long window, Checksum out) {
    HighestBids highest = open[(int) window & (RING - 1)];
    for (Bid bid : highest.bids()) {
      out.add(bid.price(), window * sizeMs, (window + 1) * sizeMs, bid.auction(), bid.bidder());
    }
    open[(int) window & (RING - 1)] = new HighestBids();
  }
}
