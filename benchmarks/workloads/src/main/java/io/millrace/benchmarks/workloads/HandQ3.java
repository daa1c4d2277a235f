package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Nexmark query 3 by hand: people by number, and auctions that wait for their seller. */
final class HandQ3 {
  private final IdMap ids = new IdMap();
  private @Nullable Person[] people = new Person[64];
  private Auction[] @Nullable [] waiting = new Auction[64][];

  void run(NexmarkEvent[] events, Checksum out) {
    for (NexmarkEvent event : events) {
      if (event instanceof Auction auction) {
        if (auction.category() == Nexmark.Q3_CATEGORY) {
          auction(auction, out);
        }
      } else if (event instanceof Person person && Nexmark.Q3_STATES.contains(person.state())) {
        person(person, out);
      }
    }
  }

  private int id(long key) {
    int id = ids.id(key);
    if (id >= people.length) {
      people = Arrays.copyOf(people, id * 2);
      waiting = Arrays.copyOf(waiting, id * 2);
    }
    return id;
  }

  private void auction(Auction auction, Checksum out) {
    int id = id(auction.seller());
    Person seller = people[id];
    if (seller != null) {
      emit(seller, auction, out);
      return;
    }
    Auction[] others = waiting[id];
    Auction[] all = others == null ? new Auction[1] : Arrays.copyOf(others, others.length + 1);
    all[all.length - 1] = auction;
    waiting[id] = all;
  }

  private void person(Person person, Checksum out) {
    int id = id(person.id());
    people[id] = person;
    Auction[] auctions = waiting[id];
    if (auctions != null) {
      for (Auction auction : auctions) {
        emit(person, auction, out);
      }
      waiting[id] = null;
    }
  }

  private static void emit(Person person, Auction auction, Checksum out) {
    out.add(
        auction.id(),
        person.id(),
        person.name().hashCode(),
        person.city().hashCode(),
        person.state().hashCode());
  }
}
