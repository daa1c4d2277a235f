package io.millrace.examples.demo;

import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.TimerEvent;
import io.millrace.api.state.ListState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several things of one key in a row, none long after the one before.
 *
 * @param key whose
 * @param firstMs the time of the first
 * @param lastMs the time of the last
 * @param size how many
 */
record Burst(String key, long firstMs, long lastMs, long size) {
  private boolean isNear(Burst other, long quietMs) {
    return firstMs - quietMs <= other.lastMs && other.firstMs - quietMs <= lastMs;
  }

  private Burst with(Burst other) {
    return new Burst(
        key, Math.min(firstMs, other.firstMs), Math.max(lastMs, other.lastMs), size + other.size);
  }

  /**
   * Finds bursts with a list of state and a timer for each key. Events may come in any order, so a
   * burst is over only when the watermark has passed it by {@code quietMs}: then nothing can come
   * that belongs to it, and the answer is the same in whatever order the splits were read.
   */
  static final class Watch<T> implements Handler<String, T, Burst> {
    private final long quietMs;
    private final long least;
    private @Nullable ListState<Burst> open;

    /**
     * A watch.
     *
     * @param quietMs after how long without an event a burst is over
     * @param least how many events make a burst worth telling
     */
    Watch(long quietMs, long least) {
      this.quietMs = quietMs;
      this.least = least;
    }

    @Override
    public void open(StateAccess state) {
      open = state.list(StateSpec.list("open", Burst.class));
    }

    @Override
    public void onEvent(T value, HandlerContext<String> context, Output<Burst> out) {
      Burst burst = new Burst(context.key(), context.timeMs(), context.timeMs(), 1);
      List<Burst> apart = new ArrayList<>();
      for (Burst other : Objects.requireNonNull(open).get()) {
        if (burst.isNear(other, quietMs)) {
          burst = burst.with(other);
        } else {
          apart.add(other);
        }
      }
      apart.add(burst);
      keep(apart, context);
    }

    @Override
    public void onTimer(TimerEvent timer, HandlerContext<String> context, Output<Burst> out) {
      List<Burst> rest = new ArrayList<>();
      for (Burst burst : Objects.requireNonNull(open).get()) {
        if (burst.lastMs + quietMs > timer.timeMs()) {
          rest.add(burst);
        } else if (burst.size >= least) {
          out.emit(burst, burst.lastMs);
        }
      }
      keep(rest, context);
    }

    private void keep(List<Burst> bursts, HandlerContext<String> context) {
      Objects.requireNonNull(open).set(bursts);
      bursts.stream()
          .mapToLong(Burst::lastMs)
          .min()
          .ifPresent(lastMs -> context.timerAt("quiet", Instant.ofEpochMilli(lastMs + quietMs)));
    }
  }
}
