package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.HighestBids;
import io.millrace.benchmarks.workloads.Nexmark;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple5;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.streaming.api.functions.windowing.AllWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Queries of Nexmark on DataStream. A stream keeps the type of all events, so that the serialiser
 * written by hand is used wherever events travel.
 */
final class FlinkNexmark {
  private static final TypeInformation<Tuple2<Person, Auction>> SELLER =
      TypeInformation.of(new TypeHint<>() {});
  private static final TypeInformation<Tuple5<Long, Long, Long, Long, Long>> FIVE = FlinkJobs.FIVE;

  private final Case what;
  private final DataStream<NexmarkEvent> events;

  FlinkNexmark(Case what, DataStream<NexmarkEvent> events) {
    this.what = what;
    this.events = events;
  }

  void build() {
    switch (what.shape()) {
      case NEXMARK_Q3 -> q3();
      case NEXMARK_Q4 -> q4();
      case NEXMARK_Q5 -> q5();
      case NEXMARK_Q7 -> q7();
      default -> q8();
    }
  }

  private Duration size() {
    return Duration.ofMillis(what.sizeMs());
  }

  private void q3() {
    DataStream<NexmarkEvent> auctions =
        events.filter(e -> e instanceof Auction a && a.category() == Nexmark.Q3_CATEGORY);
    DataStream<NexmarkEvent> people =
        events.filter(e -> e instanceof Person p && Nexmark.Q3_STATES.contains(p.state()));
    auctions
        .keyBy(e -> ((Auction) e).seller(), Types.LONG)
        .connect(people.keyBy(e -> ((Person) e).id(), Types.LONG))
        .process(new Sellers(), SELLER)
        .sinkTo(
            new ChecksumSink<>(
                (seller, to) ->
                    to.add(
                        seller.f1.id(),
                        seller.f0.id(),
                        seller.f0.name().hashCode(),
                        seller.f0.city().hashCode(),
                        seller.f0.state().hashCode())));
  }

  /** The person, once known, and auctions that wait for them. */
  private static final class Sellers
      extends KeyedCoProcessFunction<Long, NexmarkEvent, NexmarkEvent, Tuple2<Person, Auction>> {
    private static final long serialVersionUID = 1L;

    private transient @Nullable ValueState<Person> person;
    private transient @Nullable ListState<Auction> waiting;

    @Override
    public void open(OpenContext context) {
      person = getRuntimeContext().getState(new ValueStateDescriptor<>("person", Person.class));
      waiting =
          getRuntimeContext().getListState(new ListStateDescriptor<>("waiting", Auction.class));
    }

    @Override
    public void processElement1(
        NexmarkEvent event, Context context, Collector<Tuple2<Person, Auction>> out)
        throws Exception {
      Person known = Objects.requireNonNull(person).value();
      if (known == null) {
        Objects.requireNonNull(waiting).add((Auction) event);
      } else {
        out.collect(Tuple2.of(known, (Auction) event));
      }
    }

    @Override
    public void processElement2(
        NexmarkEvent event, Context context, Collector<Tuple2<Person, Auction>> out)
        throws Exception {
      Objects.requireNonNull(person).update((Person) event);
      ListState<Auction> auctions = Objects.requireNonNull(waiting);
      for (Auction auction : auctions.get()) {
        out.collect(Tuple2.of((Person) event, auction));
      }
      auctions.clear();
    }
  }

  private void q4() {
    events
        .filter(e -> !(e instanceof Person))
        .keyBy(e -> e instanceof Bid bid ? bid.auction() : ((Auction) e).id(), Types.LONG)
        .process(new WinningBids(), Types.TUPLE(Types.LONG, Types.LONG))
        .keyBy(winner -> winner.f0, Types.LONG)
        .window(SlidingEventTimeWindows.of(size(), Duration.ofMillis(Nexmark.Q4_SLIDE_MS)))
        .aggregate(
            new Totals<Tuple2<Long, Long>>(Totals.Kind.COUNT_SUM, winner -> winner.f1),
            FlinkJobs.labels(),
            FlinkJobs.TOTAL,
            FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private DataStream<NexmarkEvent> bids() {
    return events.filter(e -> e instanceof Bid);
  }

  private void q5() {
    Duration slide = Duration.ofMillis(Nexmark.Q5_SLIDE_MS);
    bids()
        .keyBy(e -> ((Bid) e).auction(), Types.LONG)
        .window(SlidingEventTimeWindows.of(size(), slide))
        .aggregate(
            new Totals<NexmarkEvent>(Totals.Kind.SUM, e -> 1L),
            FlinkJobs.labels(),
            FlinkJobs.TOTAL,
            FIVE)
        .windowAll(TumblingEventTimeWindows.of(slide))
        .aggregate(new Hottest(), Types.LIST(FIVE), Types.LIST(FIVE))
        .sinkTo(
            new ChecksumSink<>(
                (hottest, to) ->
                    hottest.forEach(hot -> to.add(hot.f0, hot.f1, hot.f2, hot.f4, 0))));
  }

  /** The results with the largest fifth number. */
  private static final class Hottest
      implements AggregateFunction<
          Tuple5<Long, Long, Long, Long, Long>,
          List<Tuple5<Long, Long, Long, Long, Long>>,
          List<Tuple5<Long, Long, Long, Long, Long>>> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<Tuple5<Long, Long, Long, Long, Long>> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<Tuple5<Long, Long, Long, Long, Long>> add(
        Tuple5<Long, Long, Long, Long, Long> count,
        List<Tuple5<Long, Long, Long, Long, Long>> hottest) {
      long most = hottest.isEmpty() ? 0 : hottest.get(0).f4;
      if (count.f4 > most) {
        hottest.clear();
      }
      if (count.f4 >= most) {
        hottest.add(count);
      }
      return hottest;
    }

    @Override
    public List<Tuple5<Long, Long, Long, Long, Long>> getResult(
        List<Tuple5<Long, Long, Long, Long, Long>> hottest) {
      return hottest;
    }

    @Override
    public List<Tuple5<Long, Long, Long, Long, Long>> merge(
        List<Tuple5<Long, Long, Long, Long, Long>> one,
        List<Tuple5<Long, Long, Long, Long, Long>> other) {
      other.forEach(count -> add(count, one));
      return one;
    }
  }

  private void q7() {
    AllWindowFunction<HighestBids, Tuple5<Long, Long, Long, Long, Long>, TimeWindow> labels =
        (window, all, out) -> {
          for (HighestBids highest : all) {
            for (Bid bid : highest.bids()) {
              out.collect(
                  Tuple5.of(
                      bid.price(),
                      window.getStart(),
                      window.getEnd(),
                      bid.auction(),
                      bid.bidder()));
            }
          }
        };
    bids()
        .windowAll(TumblingEventTimeWindows.of(size()))
        .aggregate(new Highest(), labels, TypeInformation.of(HighestBids.class), FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }

  private static final class Highest
      implements AggregateFunction<NexmarkEvent, HighestBids, HighestBids> {
    private static final long serialVersionUID = 1L;

    @Override
    public HighestBids createAccumulator() {
      return new HighestBids();
    }

    @Override
    public HighestBids add(NexmarkEvent event, HighestBids highest) {
      return highest.add((Bid) event);
    }

    @Override
    public HighestBids getResult(HighestBids highest) {
      return highest;
    }

    @Override
    public HighestBids merge(HighestBids one, HighestBids other) {
      return one.merge(other);
    }
  }

  private void q8() {
    events
        .filter(e -> e instanceof Person)
        .join(events.filter(e -> e instanceof Auction))
        .where(e -> ((Person) e).id(), Types.LONG)
        .equalTo(e -> ((Auction) e).seller(), Types.LONG)
        .window(TumblingEventTimeWindows.of(size()))
        .apply(
            (person, auction) ->
                Tuple5.of(
                    ((Person) person).id(),
                    ((Auction) auction).id(),
                    ((Auction) auction).reserve(),
                    (long) ((Person) person).name().hashCode(),
                    0L),
            FIVE)
        .sinkTo(new ChecksumSink<>(FlinkJobs::add));
  }
}
