package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;

/**
 * Nexmark query 5 by hand: bids for each auction counted by slice; running counts to which a slide
 * adds one slice and from which it takes one; then all auctions with the most.
 */
final class HandQ5 {
  private static final long SLIDE_MS = Nexmark.Q5_SLIDE_MS;
  private static final int RING = 16;

  private final int slices;
  private final LongMap[] counts = new LongMap[RING];
  private final LongMap running = new LongMap();

  HandQ5(long sizeMs) {
    slices = (int) (sizeMs / SLIDE_MS);
    for (int i = 0; i < RING; i++) {
      counts[i] = new LongMap();
    }
  }

  void run(NexmarkEvent[] events, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(events[0].timeMs(), SLIDE_MS) - 4; // last slice of the window
    long firesAt = (fired + 2) * SLIDE_MS + HandLoop.BOUND_MS;
    for (NexmarkEvent event : events) {
      long time = event.timeMs();
      if (event instanceof Bid bid) {
        long slice = Math.floorDiv(time, SLIDE_MS);
        if (slice + slices - 1 > fired) {
          counts[(int) slice & (RING - 1)].add(bid.auction(), 1);
          if (slice <= fired) { // some of its windows have fired; the others are to come
            running.add(bid.auction(), 1);
          }
        }
      }
      if (time > maxTime) {
        maxTime = time;
        while (time >= firesAt) {
          fire(++fired, out);
          firesAt += SLIDE_MS;
        }
      }
    }
    for (int i = 0; i < slices + 4; i++) {
      fire(++fired, out);
    }
  }

  private void fire(long last, Checksum out) {
    merge(counts[(int) last & (RING - 1)], 1);
    long most = 0;
    for (int i = 0; i < running.places(); i++) {
      if (running.taken(i)) {
        most = Math.max(most, running.value(i));
      }
    }
    if (most > 0) {
      long endMs = (last + 1) * SLIDE_MS;
      for (int i = 0; i < running.places(); i++) {
        if (running.taken(i) && running.value(i) == most) {
          out.add(running.key(i), endMs - slices * SLIDE_MS, endMs, most, 0);
        }
      }
    }
    LongMap leaves = counts[(int) (last - slices + 1) & (RING - 1)];
    merge(leaves, -1);
    leaves.clear();
    running.dropZeros();
  }

  private void merge(LongMap slice, int sign) {
    for (int i = 0; i < slice.places(); i++) {
      if (slice.taken(i)) {
        running.add(slice.key(i), sign * slice.value(i));
      }
    }
  }
}
