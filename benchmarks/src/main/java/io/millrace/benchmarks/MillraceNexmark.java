package io.millrace.benchmarks;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.ListState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.TimeDomain;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Checksum;
import io.millrace.benchmarks.workloads.CountSum;
import io.millrace.benchmarks.workloads.HighestBids;
import io.millrace.benchmarks.workloads.Nexmark;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Queries of Nexmark, as a user would write them. Stateless. */
final class MillraceNexmark {
  private MillraceNexmark() {}

  private static Stream<Bid> bids(Stream<NexmarkEvent> events) {
    return events.filter(e -> e instanceof Bid).map(e -> (Bid) e);
  }

  private static Stream<Auction> auctions(Stream<NexmarkEvent> events) {
    return events.filter(e -> e instanceof Auction).map(e -> (Auction) e);
  }

  private static Stream<Person> people(Stream<NexmarkEvent> events) {
    return events.filter(e -> e instanceof Person).map(e -> (Person) e);
  }

  /** A seller with an auction. */
  record Seller(Person person, Auction auction) {}

  /** Sellers of some states with their auctions of one category, whichever comes first. */
  static Stream<Seller> q3(Stream<NexmarkEvent> events) {
    return auctions(events)
        .filter(a -> a.category() == Nexmark.Q3_CATEGORY)
        .keyBy(Auction::seller)
        .connect(
            "sellers",
            people(events).filter(p -> Nexmark.Q3_STATES.contains(p.state())).keyBy(Person::id),
            Sellers::new);
  }

  static void addSeller(Seller seller, Checksum to) {
    Person person = seller.person();
    to.add(
        seller.auction().id(),
        person.id(),
        person.name().hashCode(),
        person.city().hashCode(),
        person.state().hashCode());
  }

  /** The person, once known, and auctions that wait for them. */
  static final class Sellers implements PairHandler<Long, Auction, Person, Seller> {
    private @Nullable ValueState<Person> person;
    private @Nullable ListState<Auction> waiting;

    @Override
    public void open(StateAccess state) {
      person = state.value(StateSpec.value("person", Person.class));
      waiting = state.list(StateSpec.list("waiting", Auction.class));
    }

    @Override
    public void onLeft(Auction auction, HandlerContext<Long> context, Output<Seller> out) {
      Person known = Objects.requireNonNull(person).get();
      if (known == null) {
        Objects.requireNonNull(waiting).add(auction);
      } else {
        out.emit(new Seller(known, auction), context.timeMs());
      }
    }

    @Override
    public void onRight(Person value, HandlerContext<Long> context, Output<Seller> out) {
      Objects.requireNonNull(person).set(value);
      for (Auction auction : Objects.requireNonNull(waiting).get()) {
        out.emit(new Seller(value, auction), context.timeMs());
      }
      Objects.requireNonNull(waiting).clear();
    }
  }

  /** The highest bid of an auction that is over. */
  record Winner(long category, long price) {}

  /** Winning bids, then their count and sum for each category. */
  static Stream<WindowResult<Long, CountSum>> q4(Stream<NexmarkEvent> events, Case what) {
    return events
        .filter(e -> !(e instanceof Person))
        .keyBy(e -> e instanceof Bid bid ? bid.auction() : ((Auction) e).id())
        .process("winners", Winners::new)
        .keyBy(Winner::category)
        .window(
            Windows.sliding(
                Duration.ofMillis(what.sizeMs()), Duration.ofMillis(Nexmark.Q4_SLIDE_MS)))
        .aggregate(
            "average",
            Aggregates.both(Aggregates.count(), Aggregates.sumLong(Winner::price), CountSum::new));
  }

  static void addAverage(WindowResult<Long, CountSum> result, Checksum to) {
    ChecksumSink.window(result, to);
  }

  /** Keeps the highest bid until the auction ends; bids that came before it wait. */
  static final class Winners implements Handler<Long, NexmarkEvent, Winner> {
    private static final String END = "end";
    private static final String ORPHANS = "orphans";

    private @Nullable ValueState<Auction> auction;
    private @Nullable ValueState<Long> best;
    private @Nullable ListState<Bid> early;

    @Override
    public void open(StateAccess state) {
      auction = state.value(StateSpec.value("auction", Auction.class));
      best = state.value(StateSpec.value("best", Long.class));
      early = state.list(StateSpec.list("early", Bid.class));
    }

    @Override
    public void onEvent(NexmarkEvent event, HandlerContext<Long> context, Output<Winner> out) {
      Auction known = Objects.requireNonNull(auction).get();
      if (event instanceof Bid bid) {
        if (known != null) {
          count(known, bid);
        } else {
          // Once the watermark is there, its auction has come or is over.
          context.timer(ORPHANS, TimeDomain.EVENT, bid.timeMs());
          Objects.requireNonNull(early).add(bid);
        }
      } else if (event instanceof Auction opens) {
        Objects.requireNonNull(auction).set(opens);
        context.timer(END, TimeDomain.EVENT, opens.expiresMs());
        context.cancelTimer(ORPHANS);
        for (Bid bid : Objects.requireNonNull(early).get()) {
          count(opens, bid);
        }
        Objects.requireNonNull(early).clear();
      }
    }

    private void count(Auction known, Bid bid) {
      if (bid.timeMs() >= known.timeMs() && bid.timeMs() <= known.expiresMs()) {
        Long highest = Objects.requireNonNull(best).get();
        if (highest == null || bid.price() > highest) {
          Objects.requireNonNull(best).set(bid.price());
        }
      }
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<Long> context, Output<Winner> out) {
      Auction known = Objects.requireNonNull(auction).get();
      Long price = Objects.requireNonNull(best).get();
      if (timer.name().equals(END) && known != null && price != null) {
        out.emit(new Winner(known.category(), price), timer.timeMs());
      }
      Objects.requireNonNull(auction).clear();
      Objects.requireNonNull(best).clear();
      Objects.requireNonNull(early).clear();
    }
  }

  /** Auctions with the same number of bids in a window. */
  record Hot(TimeWindow window, long bids, List<Long> auctions) {
    Hot add(WindowResult<Long, Long> count) {
      if (count.value() < bids) {
        return this;
      }
      List<Long> all = new ArrayList<>();
      if (count.value() == bids) {
        all.addAll(auctions);
      }
      all.add(count.key());
      return new Hot((TimeWindow) count.window(), count.value(), all);
    }

    Hot merge(Hot other) {
      if (bids != other.bids) {
        return bids > other.bids ? this : other;
      }
      List<Long> all = new ArrayList<>(auctions);
      all.addAll(other.auctions);
      return new Hot(window, bids, all);
    }
  }

  /** Bids for each auction in sliding windows, then those with the most. */
  static Stream<WindowResult<String, Hot>> q5(Stream<NexmarkEvent> events, Case what) {
    Duration slide = Duration.ofMillis(Nexmark.Q5_SLIDE_MS);
    return bids(events)
        .keyBy(Bid::auction)
        .window(Windows.sliding(Duration.ofMillis(what.sizeMs()), slide))
        .count("bids")
        .keyAll()
        .window(Windows.tumbling(slide))
        .aggregate(
            "hottest",
            Aggregates.<WindowResult<Long, Long>, Hot, Hot>of(
                () -> new Hot(new TimeWindow(0, 1), 0, List.of()),
                Hot::add,
                Hot::merge,
                hot -> hot));
  }

  static void addHot(WindowResult<String, Hot> result, Checksum to) {
    Hot hot = result.value();
    for (long auction : hot.auctions()) {
      to.add(auction, hot.window().startMs(), hot.window().endMs(), hot.bids(), 0);
    }
  }

  /** The highest bids of each window. */
  static Stream<WindowResult<String, HighestBids>> q7(Stream<NexmarkEvent> events, Case what) {
    return bids(events)
        .keyAll()
        .window(Windows.tumbling(Duration.ofMillis(what.sizeMs())))
        .aggregate(
            "highest",
            Aggregates.<Bid, HighestBids, HighestBids>of(
                HighestBids::new, HighestBids::add, HighestBids::merge, highest -> highest));
  }

  static void addHighest(WindowResult<String, HighestBids> result, Checksum to) {
    TimeWindow window = (TimeWindow) result.window();
    for (Bid bid : result.value().bids()) {
      to.add(bid.price(), window.startMs(), window.endMs(), bid.auction(), bid.bidder());
    }
  }

  /** People and the auctions they opened in the window in which they came. */
  static Stream<Seller> q8(Stream<NexmarkEvent> events, Case what) {
    return people(events)
        .keyBy(Person::id)
        .join("new-sellers", auctions(events).keyBy(Auction::seller))
        .window(Windows.tumbling(Duration.ofMillis(what.sizeMs())))
        .inner(Seller::new);
  }

  static void addNewSeller(Seller seller, Checksum to) {
    to.add(
        seller.person().id(),
        seller.auction().id(),
        seller.auction().reserve(),
        seller.person().name().hashCode(),
        0);
  }
}
