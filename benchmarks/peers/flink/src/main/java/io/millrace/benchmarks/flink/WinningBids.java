package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Keeps the highest bid until the auction ends; bids that came before it wait. */
final class WinningBids extends KeyedProcessFunction<Long, NexmarkEvent, Tuple2<Long, Long>> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable ValueState<Auction> auction;
  private transient @Nullable ValueState<Long> best;
  private transient @Nullable ListState<Bid> early;

  @Override
  public void open(OpenContext context) {
    auction = getRuntimeContext().getState(new ValueStateDescriptor<>("auction", Auction.class));
    best = getRuntimeContext().getState(new ValueStateDescriptor<>("best", Types.LONG));
    early = getRuntimeContext().getListState(new ListStateDescriptor<>("early", Bid.class));
  }

  @Override
  public void processElement(NexmarkEvent event, Context context, Collector<Tuple2<Long, Long>> out)
      throws Exception {
    Auction known = Objects.requireNonNull(auction).value();
    if (event instanceof Bid bid) {
      if (known != null) {
        count(known, bid);
      } else {
        // Once the watermark is there, its auction has come or is over.
        context.timerService().registerEventTimeTimer(bid.timeMs());
        Objects.requireNonNull(early).add(bid);
      }
    } else if (event instanceof Auction opens) {
      Objects.requireNonNull(auction).update(opens);
      context.timerService().registerEventTimeTimer(opens.expiresMs());
      for (Bid bid : Objects.requireNonNull(early).get()) {
        count(opens, bid);
      }
      Objects.requireNonNull(early).clear();
    }
  }

  private void count(Auction known, Bid bid) throws Exception {
    if (bid.timeMs() >= known.timeMs() && bid.timeMs() <= known.expiresMs()) {
      ValueState<Long> highest = Objects.requireNonNull(best);
      Long price = highest.value();
      if (price == null || bid.price() > price) {
        highest.update(bid.price());
      }
    }
  }

  @Override
  public void onTimer(long timeMs, OnTimerContext context, Collector<Tuple2<Long, Long>> out)
      throws Exception {
    Auction known = Objects.requireNonNull(auction).value();
    if (known != null && timeMs < known.expiresMs()) {
      return; // of a bid that came before its auction
    }
    Long price = Objects.requireNonNull(best).value();
    if (known != null && price != null) {
      out.collect(Tuple2.of(known.category(), price));
    }
    Objects.requireNonNull(auction).clear();
    Objects.requireNonNull(best).clear();
    Objects.requireNonNull(early).clear();
  }
}
