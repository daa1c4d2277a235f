package io.millrace.torture.simulation;

import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.PairHandler;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import io.millrace.api.time.TimeDomain;
import io.millrace.torture.Event;
import org.jspecify.annotations.Nullable;

/** User code with state and timers, whose results do not depend on who is first. */
@SuppressWarnings("NullAway.Init") // open comes first and sets the handles
final class Handlers {
  static final long BUCKET_MS = 70;
  static final long END_MS = 4_000_000_000_000L;

  private Handlers() {}

  private static long or0(@Nullable Long value) {
    return value == null ? 0 : value;
  }

  /** Adds up by time, and tells each sum when its time is over. */
  static final class Buckets implements Handler<String, Event, String> {
    private MapState<Long, Long> sums;

    @Override
    public void open(StateAccess state) {
      sums = state.map(StateSpec.map("sums", Long.class, Long.class));
    }

    @Override
    public void onEvent(Event value, HandlerContext<String> context, Output<String> out) {
      long bucket = Math.floorDiv(value.timeMs(), BUCKET_MS) * BUCKET_MS;
      sums.put(bucket, or0(sums.get(bucket)) + Graph.weight(value));
      context.timer("b" + bucket, TimeDomain.EVENT, bucket + BUCKET_MS - 1);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<String> out) {
      long bucket = timer.timeMs() - BUCKET_MS + 1;
      out.emit(context.key() + "|" + bucket + "|" + or0(sums.get(bucket)), timer.timeMs());
      sums.remove(bucket);
    }
  }

  /** Adds up, and tells what there is when the wall clock says so, and at the end of time. */
  static final class Flushed implements Handler<String, Event, String> {
    private ValueState<Long> sum;

    @Override
    public void open(StateAccess state) {
      sum = state.value(StateSpec.value("sum", Long.class));
    }

    @Override
    public void onEvent(Event value, HandlerContext<String> context, Output<String> out) {
      sum.set(or0(sum.get()) + Graph.weight(value));
      context.timer("wall", TimeDomain.PROCESSING, context.wallMs() + value.value() % 50);
      context.timer("end", TimeDomain.EVENT, END_MS);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<String> out) {
      long all = or0(sum.get());
      if (all > 0) {
        out.emit(context.key() + "|" + all, context.timeMs());
        sum.clear();
      }
    }
  }

  /** Adds up two sides by themselves, and tells both at the end of time. */
  static final class Sides implements PairHandler<String, Event, Event, String> {
    private ValueState<Long> left;
    private ValueState<Long> right;

    @Override
    public void open(StateAccess state) {
      left = state.value(StateSpec.value("left", Long.class));
      right = state.value(StateSpec.value("right", Long.class));
    }

    @Override
    public void onLeft(Event value, HandlerContext<String> context, Output<String> out) {
      left.set(or0(left.get()) + Graph.weight(value));
      context.timer("end", TimeDomain.EVENT, END_MS);
    }

    @Override
    public void onRight(Event value, HandlerContext<String> context, Output<String> out) {
      right.set(or0(right.get()) + Graph.weight(value));
      context.timer("end", TimeDomain.EVENT, END_MS);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<String> out) {
      out.emit(context.key() + "|" + or0(left.get()) + "|" + or0(right.get()), timer.timeMs());
    }
  }

  /** Adds up, and tells at the end of time, with the sum of all rules. */
  static final class Ruled implements BroadcastHandler<String, Event, Event, String> {
    private static final StateSpec.Entries<Long, Long> RULES =
        StateSpec.map("rules", Long.class, Long.class);

    private ValueState<Long> sum;

    @Override
    public void open(StateAccess state) {
      sum = state.value(StateSpec.value("sum", Long.class));
    }

    @Override
    public void onEvent(Event value, Context<String> context, Output<String> out) {
      sum.set(or0(sum.get()) + Graph.weight(value));
      context.timer("end", TimeDomain.EVENT, END_MS);
    }

    @Override
    public void onBroadcast(Event value, BroadcastContext<String> context, Output<String> out) {
      context.broadcast(RULES).put(value.id(), Graph.weight(value));
    }

    @Override
    public void onTimer(TimerEvent timer, Context<String> context, Output<String> out) {
      long rules = context.broadcast(RULES).values().stream().mapToLong(rule -> rule).sum();
      out.emit(context.key() + "|" + or0(sum.get()) + "|" + rules, timer.timeMs());
    }
  }
}
