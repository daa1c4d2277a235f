package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Nexmark query 4 by hand: the highest bid of each auction once it is over, then count and sum of
 * those for each category in sliding windows. Numbers of auctions are dense, so they are places in
 * an array. A bid that came before its auction waits in a list for it.
 */
final class HandQ4 {
  private static final long NO_BID = -1;
  private static final int FIRST_CATEGORY = 10;
  private static final int CATEGORIES = 5;

  private final int slices;
  private final ArrayDeque<Slice> open = new ArrayDeque<>();
  private @Nullable Auction[] auctions = new Auction[1024];
  private long[] best = new long[1024];
  private Bid[] @Nullable [] early = new Bid[1024][];

  private final PriorityQueue<Auction> ends =
      new PriorityQueue<>(Comparator.comparingLong(Auction::expiresMs));

  HandQ4(long sizeMs) {
    slices = (int) (sizeMs / Nexmark.Q4_SLIDE_MS);
  }

  /** Winning bids of the auctions that ended in one slide. */
  private static final class Slice {
    private final long number;
    private final long[] counts = new long[CATEGORIES];
    private final long[] sums = new long[CATEGORIES];

    Slice(long number) {
      this.number = number;
    }
  }

  void run(NexmarkEvent[] events, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    for (NexmarkEvent event : events) {
      if (event instanceof Bid bid) {
        bid(bid);
      } else if (event instanceof Auction auction) {
        auction(auction);
      }
      if (event.timeMs() > maxTime) {
        maxTime = event.timeMs();
        close(maxTime - HandLoop.BOUND_MS - 1, out);
      }
    }
    close(Long.MAX_VALUE, out);
    Slice last = open.peekLast();
    if (last != null) {
      fireUpTo(last.number + slices, out);
    }
  }

  private int place(long auction) {
    int place = (int) auction;
    if (place >= auctions.length) {
      int size = Math.max(place + 1, auctions.length * 2);
      auctions = Arrays.copyOf(auctions, size);
      best = Arrays.copyOf(best, size);
      early = Arrays.copyOf(early, size);
    }
    return place;
  }

  private void bid(Bid bid) {
    int place = place(bid.auction());
    Auction auction = auctions[place];
    if (auction != null) {
      count(auction, place, bid);
      return;
    }
    Bid[] others = early[place];
    Bid[] all = others == null ? new Bid[1] : Arrays.copyOf(others, others.length + 1);
    all[all.length - 1] = bid;
    early[place] = all;
  }

  private void auction(Auction auction) {
    int place = place(auction.id());
    auctions[place] = auction;
    best[place] = NO_BID;
    ends.add(auction);
    Bid[] bids = early[place];
    if (bids != null) {
      for (Bid bid : bids) {
        count(auction, place, bid);
      }
      early[place] = null;
    }
  }

  private void count(Auction auction, int place, Bid bid) {
    if (bid.timeMs() >= auction.timeMs() && bid.timeMs() <= auction.expiresMs()) {
      best[place] = Math.max(best[place], bid.price());
    }
  }

  private void close(long watermarkMs, Checksum out) {
    Auction auction = ends.peek();
    while (auction != null && auction.expiresMs() <= watermarkMs) {
      ends.poll();
      long price = best[(int) auction.id()];
      if (price != NO_BID) {
        won(auction, price, out);
      }
      auction = ends.peek();
    }
  }

  private void won(Auction auction, long price, Checksum out) {
    long number = Math.floorDiv(auction.expiresMs(), Nexmark.Q4_SLIDE_MS);
    Slice slice = open.peekLast();
    if (slice == null || slice.number < number) {
      fireUpTo(number - 1, out); // auctions end in order
      slice = new Slice(number);
      open.add(slice);
    }
    int category = (int) auction.category() - FIRST_CATEGORY;
    slice.counts[category]++;
    slice.sums[category] += price;
  }

  private long fired = Long.MIN_VALUE;

  /** Gives the windows whose last slice is at most that one. */
  private void fireUpTo(long last, Checksum out) {
    Slice oldest = open.peekFirst();
    if (oldest == null) {
      return;
    }
    for (long end = Math.max(fired + 1, oldest.number); end <= last; end++) {
      for (int i = 0; i < CATEGORIES; i++) {
        long count = 0;
        long sum = 0;
        for (Slice slice : open) {
          if (slice.number > end - slices && slice.number <= end) {
            count += slice.counts[i];
            sum += slice.sums[i];
          }
        }
        if (count > 0) {
          long endMs = (end + 1) * Nexmark.Q4_SLIDE_MS;
          long startMs = endMs - slices * Nexmark.Q4_SLIDE_MS;
          out.add(FIRST_CATEGORY + i, startMs, endMs, count, sum);
        }
      }
      fired = end;
    }
    open.removeIf(slice -> slice.number <= fired - slices + 1);
  }
}
