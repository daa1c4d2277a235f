package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import java.util.ArrayList;
import java.util.List;

/** Nexmark query 8 by hand: for each open window its people by number, and its auctions. */
final class HandQ8 {
  private static final int RING = 4;

  private final long sizeMs;
  private final List<List<Person>> people = new ArrayList<>();
  private final List<List<Auction>> auctions = new ArrayList<>();

  HandQ8(long sizeMs) {
    this.sizeMs = sizeMs;
    for (int i = 0; i < RING; i++) {
      people.add(new ArrayList<>());
      auctions.add(new ArrayList<>());
    }
  }

  void run(NexmarkEvent[] events, Checksum out) {
    long maxTime = Long.MIN_VALUE;
    long fired = Math.floorDiv(events[0].timeMs(), sizeMs) - 2;
    long firesAt = (fired + 2) * sizeMs + HandLoop.BOUND_MS;
    for (NexmarkEvent event : events) {
      long time = event.timeMs();
      if (event instanceof Person person) {
        long window = Math.floorDiv(time, sizeMs);
        if (window > fired) {
          people.get((int) window & (RING - 1)).add(person);
        }
      } else if (event instanceof Auction auction) {
        long window = Math.floorDiv(time, sizeMs);
        if (window > fired) {
          auctions.get((int) window & (RING - 1)).add(auction);
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
    List<Person> came = people.get((int) window & (RING - 1));
    List<Auction> opened = auctions.get((int) window & (RING - 1));
    IdMap ids = new IdMap();
    for (Person person : came) {
      ids.id(person.id()); // each person comes once
    }
    int known = ids.size();
    for (Auction auction : opened) {
      int id = ids.id(auction.seller());
      if (id < known) {
        Person person = came.get(id);
        out.add(person.id(), auction.id(), auction.reserve(), person.name().hashCode(), 0);
      }
    }
    came.clear();
    opened.clear();
  }
}
