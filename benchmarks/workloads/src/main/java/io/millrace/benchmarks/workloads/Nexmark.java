package io.millrace.benchmarks.workloads;

import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The standard generator's stream: of fifty events one is a person, three are auctions and 46 bids;
 * half of the bids go to one hot auction in a hundred, three quarters come from a hot bidder, three
 * quarters of the auctions are a hot seller's; a hundred auctions are open at a time. The free text
 * that the standard adds to make events larger is left out. Events arrive up to a second after they
 * happened, one in a hundred one to three seconds. Always the same for the same arguments.
 */
public final class Nexmark {
  /** Of auctions in this category. */
  public static final long Q3_CATEGORY = 10;

  /** Of people in these states. */
  public static final Set<String> Q3_STATES = Set.of("OR", "ID", "CA");

  /** Query 4 averages over windows that begin that often, milliseconds. */
  public static final long Q4_SLIDE_MS = 5_000;

  /** Query 5 counts over windows that begin that often, milliseconds. */
  public static final long Q5_SLIDE_MS = 2_000;

  private static final int EPOCH = 50;
  private static final int AUCTIONS = 3;
  private static final long FIRST_ID = 1000;
  private static final int HOT_EVERY = 100;
  private static final int IN_FLIGHT = 100;
  private static final int ACTIVE_PEOPLE = 1000;
  private static final int LEAD = 10;
  private static final List<String> STATES = List.of("AZ", "CA", "ID", "OR", "WA", "WY");
  private static final List<String> CITIES =
      List.of("Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Seattle");
  private static final List<String> FIRST_NAMES =
      List.of("Peter", "Paul", "Luke", "John", "Saul", "Vicky", "Kate", "Julie", "Sarah", "Deiter");
  private static final List<String> LAST_NAMES =
      List.of("Shultz", "Abrams", "Spencer", "White", "Bartels", "Walton", "Smith", "Jones");

  private final SplittableRandom random = new SplittableRandom(42);
  private final long nanosApart;

  private Nexmark(long nanosApart) {
    this.nanosApart = nanosApart;
  }

  /** Events in the order in which they arrive. */
  static NexmarkEvent[] make(int events, long nanosApart, boolean late) {
    Nexmark generator = new Nexmark(nanosApart);
    NexmarkEvent[] made = new NexmarkEvent[events];
    int[] arrivesMs = new int[events];
    int last = 0;
    for (int i = 0; i < events; i++) {
      made[i] = generator.event(i);
      int delay = generator.random.nextInt(1001);
      if (late && generator.random.nextInt(100) == 0) {
        delay = 1000 + generator.random.nextInt(2000);
      }
      arrivesMs[i] = (int) (made[i].timeMs() - Ticks.FIRST_MS) + delay;
      last = Math.max(last, arrivesMs[i]);
    }
    return sorted(made, arrivesMs, last);
  }

  private static NexmarkEvent[] sorted(NexmarkEvent[] made, int[] arrivesMs, int last) {
    int[] next = new int[last + 2];
    for (int at : arrivesMs) {
      next[at + 1]++;
    }
    for (int at = 0; at <= last; at++) {
      next[at + 1] += next[at];
    }
    NexmarkEvent[] sorted = new NexmarkEvent[made.length];
    for (int i = 0; i < made.length; i++) {
      sorted[next[arrivesMs[i]]++] = made[i];
    }
    return sorted;
  }

  private NexmarkEvent event(long number) {
    long timeMs = Ticks.FIRST_MS + number * nanosApart / 1_000_000;
    long epoch = number / EPOCH;
    int offset = (int) (number % EPOCH);
    if (offset == 0) {
      return person(epoch, timeMs);
    }
    if (offset <= AUCTIONS) {
      return auction(epoch, epoch * AUCTIONS + offset - 1, timeMs);
    }
    return bid(epoch, epoch * AUCTIONS + AUCTIONS - 1, timeMs);
  }

  private Person person(long id, long timeMs) {
    int state = random.nextInt(STATES.size());
    String name = one(FIRST_NAMES) + " " + one(LAST_NAMES);
    return new Person(FIRST_ID + id, name, one(CITIES), STATES.get(state), timeMs);
  }

  private Auction auction(long lastPerson, long id, long timeMs) {
    long seller = random.nextInt(4) > 0 ? lastPerson / HOT_EVERY * HOT_EVERY : somebody(lastPerson);
    // Twice the time in which the next hundred auctions are opened, on average half of it.
    long horizonMs = (long) IN_FLIGHT * EPOCH / AUCTIONS * nanosApart / 1_000_000;
    long lengthMs = 1 + random.nextLong(Math.max(1, horizonMs * 2));
    long category = 10L + random.nextInt(5);
    return new Auction(
        FIRST_ID + id, FIRST_ID + seller, category, price() + price(), timeMs, timeMs + lengthMs);
  }

  private Bid bid(long lastPerson, long lastAuction, long timeMs) {
    long least = Math.max(0, lastAuction - IN_FLIGHT);
    long auction =
        random.nextInt(2) > 0
            ? lastAuction / HOT_EVERY * HOT_EVERY
            : least + random.nextLong(lastAuction - least + 1 + LEAD);
    long bidder =
        random.nextInt(4) > 0 ? lastPerson / HOT_EVERY * HOT_EVERY + 1 : somebody(lastPerson);
    return new Bid(FIRST_ID + auction, FIRST_ID + bidder, price(), timeMs);
  }

  private long somebody(long lastPerson) {
    long people = lastPerson + 1;
    long active = Math.min(people, ACTIVE_PEOPLE);
    return people - active + random.nextLong(active + LEAD);
  }

  private long price() {
    return Math.round(Math.pow(10.0, random.nextDouble() * 6.0) * 100.0);
  }

  private String one(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
