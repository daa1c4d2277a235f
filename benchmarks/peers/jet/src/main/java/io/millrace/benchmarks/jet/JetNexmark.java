package io.millrace.benchmarks.jet;

import static com.hazelcast.jet.Util.entry;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.Traversers;
import com.hazelcast.jet.aggregate.AggregateOperation;
import com.hazelcast.jet.aggregate.AggregateOperation1;
import com.hazelcast.jet.aggregate.AggregateOperations;
import com.hazelcast.jet.datamodel.KeyedWindowResult;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.StreamStageWithKey;
import com.hazelcast.jet.pipeline.WindowDefinition;
import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.HighestBids;
import io.millrace.benchmarks.workloads.Nexmark;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Queries of Nexmark on Jet. */
final class JetNexmark {
  private final Case what;
  private final JetPipelines pipelines;

  JetNexmark(Case what, JetPipelines pipelines) {
    this.what = what;
    this.pipelines = pipelines;
  }

  void build() {
    StreamStage<NexmarkEvent> events = pipelines.source(false, NexmarkEvent::timeMs);
    switch (what.shape()) {
      case NEXMARK_Q3 -> q3(events);
      case NEXMARK_Q5 -> q5(events);
      case NEXMARK_Q7 -> q7(events);
      default -> q8(events);
    }
  }

  /** The person, once known, and auctions that wait for them. */
  private static final class Sellers implements Serializable {
    private static final long serialVersionUID = 1L;

    private @Nullable Person person;
    private final List<Auction> waiting = new ArrayList<>();

    Traverser<Map.Entry<Person, Auction>> next(NexmarkEvent event) {
      List<Map.Entry<Person, Auction>> found = new ArrayList<>();
      if (event instanceof Person came) {
        person = came;
        waiting.forEach(auction -> found.add(entry(came, auction)));
        waiting.clear();
      } else if (event instanceof Auction auction) {
        Person known = person;
        if (known == null) {
          waiting.add(auction);
        } else {
          found.add(entry(known, auction));
        }
      }
      return Traversers.traverseIterable(found);
    }
  }

  private void q3(StreamStage<NexmarkEvent> events) {
    events
        .filter(
            e ->
                e instanceof Auction a
                    ? a.category() == Nexmark.Q3_CATEGORY
                    : e instanceof Person p && Nexmark.Q3_STATES.contains(p.state()))
        .groupingKey(e -> e instanceof Person p ? p.id() : ((Auction) e).seller())
        .flatMapStateful(Sellers::new, (sellers, key, event) -> sellers.next(event))
        .writeTo(
            pipelines.sink(
                (to, seller) ->
                    to.add(
                        seller.getValue().id(),
                        seller.getKey().id(),
                        seller.getKey().name().hashCode(),
                        seller.getKey().city().hashCode(),
                        seller.getKey().state().hashCode())));
  }

  private static StreamStage<Bid> bids(StreamStage<NexmarkEvent> events) {
    return events.filter(e -> e instanceof Bid).map(e -> (Bid) e);
  }

  private void q5(StreamStage<NexmarkEvent> events) {
    AggregateOperation1<
            KeyedWindowResult<Long, Long>,
            ArrayList<KeyedWindowResult<Long, Long>>,
            List<KeyedWindowResult<Long, Long>>>
        hottest =
            AggregateOperation.withCreate(ArrayList<KeyedWindowResult<Long, Long>>::new)
                .andAccumulate(JetNexmark::addHot)
                .andCombine((acc, other) -> other.forEach(count -> addHot(acc, count)))
                .andExportFinish(List::copyOf);
    bids(events)
        .groupingKey(Bid::auction)
        .window(WindowDefinition.sliding(what.sizeMs(), Nexmark.Q5_SLIDE_MS))
        .aggregate(AggregateOperations.counting())
        .window(WindowDefinition.tumbling(Nexmark.Q5_SLIDE_MS))
        .aggregate(hottest)
        .writeTo(
            pipelines.sink(
                (to, window) ->
                    window
                        .result()
                        .forEach(
                            hot -> to.add(hot.key(), hot.start(), hot.end(), hot.result(), 0))));
  }

  private static void addHot(
      List<KeyedWindowResult<Long, Long>> hottest, KeyedWindowResult<Long, Long> count) {
    long most = hottest.isEmpty() ? 0 : hottest.get(0).result();
    if (count.result() > most) {
      hottest.clear();
    }
    if (count.result() >= most) {
      hottest.add(count);
    }
  }

  /** Bids with the highest price; can be sent. */
  private static final class Highest implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient HighestBids bids = new HighestBids();
  }

  private void q7(StreamStage<NexmarkEvent> events) {
    AggregateOperation1<Bid, Highest, List<Bid>> highest =
        AggregateOperation.withCreate(Highest::new)
            .andAccumulate((Highest acc, Bid bid) -> acc.bids.add(bid))
            .andCombine((acc, other) -> acc.bids.merge(other.bids))
            .andExportFinish(acc -> List.copyOf(acc.bids.bids()));
    bids(events)
        .window(WindowDefinition.tumbling(what.sizeMs()))
        .aggregate(highest)
        .writeTo(
            pipelines.sink(
                (to, window) ->
                    window
                        .result()
                        .forEach(
                            bid ->
                                to.add(
                                    bid.price(),
                                    window.start(),
                                    window.end(),
                                    bid.auction(),
                                    bid.bidder()))));
  }

  private void q8(StreamStage<NexmarkEvent> events) {
    StreamStageWithKey<Auction, Long> auctions =
        events.filter(e -> e instanceof Auction).map(e -> (Auction) e).groupingKey(Auction::seller);
    events
        .filter(e -> e instanceof Person)
        .map(e -> (Person) e)
        .groupingKey(Person::id)
        .window(WindowDefinition.tumbling(what.sizeMs()))
        .aggregate2(
            auctions,
            AggregateOperations.aggregateOperation2(
                AggregateOperations.<Person>toList(),
                AggregateOperations.<Auction>toList(),
                (people, opened) -> entry(people, opened)))
        .flatMap(JetPipelines.<Person, Auction>pairs())
        .writeTo(
            pipelines.sink(
                (to, pair) ->
                    to.add(
                        pair.getKey().id(),
                        pair.getValue().id(),
                        pair.getValue().reserve(),
                        pair.getKey().name().hashCode(),
                        0)));
  }
}
