package io.millrace.api.time;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Factory;
import io.millrace.api.function.Mapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the watermark of a split follows from its events, and what happens when a split falls silent
 * or runs ahead.
 *
 * <p>A watermark {@code w} promises that the split gives no more events at or before {@code w}. An
 * event that breaks the promise is late. Watermarks are measured per split, from what the source
 * read, before any filter, and event by event, so they do not depend on how events happen to be
 * batched.
 *
 * <p>Immutable; share it freely.
 *
 * @param <T> the type of the events the strategy can read; {@code Object} if it only needs their
 *     times
 */
public final class Watermarks<T> {
  /**
   * The shapes of strategy, so that the engine can run the common ones without a call per event.
   */
  public enum Kind {
    /** The largest time so far, less a bound, less one millisecond. */
    BOUNDED,
    /** Set by hand, by the source. */
    MANUAL,
    /** By a generator of the user's. */
    CUSTOM
  }

  /**
   * How far an event may run ahead of the wall clock before it is kept from moving the watermark:
   * one day.
   */
  public static final Duration DEFAULT_FUTURE_SKEW = Duration.ofDays(1);

  private final Kind kind;
  private final long boundMs;
  private final @Nullable Factory<WatermarkGenerator<? super T>> generators;
  private final long idleAfterMs;
  private final long futureSkewMs;
  private final long emitEveryMs;

  private Watermarks(
      Kind kind,
      long boundMs,
      @Nullable Factory<WatermarkGenerator<? super T>> generators,
      long idleAfterMs,
      long futureSkewMs,
      long emitEveryMs) {
    this.kind = kind;
    this.boundMs = boundMs;
    this.generators = generators;
    this.idleAfterMs = idleAfterMs;
    this.futureSkewMs = futureSkewMs;
    this.emitEveryMs = emitEveryMs;
  }

  /**
   * Events may be out of order by at most {@code bound}: the watermark is the largest time less the
   * bound less 1 ms.
   */
  public static Watermarks<Object> bounded(Duration bound) {
    if (bound.isNegative()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "bound must be 0 or more, was " + bound + ". Give the largest disorder you expect.");
    }
    return new Watermarks<>(
        Kind.BOUNDED,
        EventTimes.millis(bound),
        null,
        -1,
        EventTimes.millis(DEFAULT_FUTURE_SKEW),
        0);
  }

  /** Events of a split come in order of time (equal times allowed). */
  public static Watermarks<Object> monotonic() {
    return bounded(Duration.ZERO);
  }

  /** Some events carry a watermark: {@code marker} reads it, or gives empty. */
  public static <T> Watermarks<T> punctuated(Mapper<? super T, Optional<Instant>> marker) {
    return custom(
        () -> (value, timeMs) -> marker.apply(value).map(EventTimes::of).orElse(EventTimes.MIN));
  }

  /** Only the source sets the watermark, as {@code PushSource.watermark} does. */
  public static Watermarks<Object> manual() {
    return new Watermarks<>(Kind.MANUAL, 0, null, -1, EventTimes.MAX, 0);
  }

  /** By a generator of your own, one for each split. */
  public static <T> Watermarks<T> custom(Factory<WatermarkGenerator<? super T>> generators) {
    return new Watermarks<>(
        Kind.CUSTOM, 0, generators, -1, EventTimes.millis(DEFAULT_FUTURE_SKEW), 0);
  }

  /**
   * A split that was asked and had nothing for {@code timeout} of the wall clock does not hold back
   * the others until it gives an event again.
   */
  public Watermarks<T> idleAfter(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "the idle time-out must be above 0, was " + timeout + ".");
    }
    return new Watermarks<>(
        kind, boundMs, generators, EventTimes.millis(timeout), futureSkewMs, emitEveryMs);
  }

  /**
   * An event further ahead of the wall clock than {@code skew} is processed and counted but does
   * not move the watermark, so that one broken clock cannot make all honest events late. One day
   * unless set; see {@link #withoutFutureSkewGuard()}.
   */
  public Watermarks<T> futureSkew(Duration skew) {
    return new Watermarks<>(
        kind, boundMs, generators, idleAfterMs, EventTimes.millis(skew), emitEveryMs);
  }

  /** Lets every event move the watermark, however far in the future it claims to be. */
  public Watermarks<T> withoutFutureSkewGuard() {
    return new Watermarks<>(kind, boundMs, generators, idleAfterMs, EventTimes.MAX, emitEveryMs);
  }

  /**
   * Passes the watermark on only every {@code interval} of the wall clock, as some engines do. What
   * is late is still decided event by event; only firing waits. Zero, the default, passes it on
   * with every batch. Idle splits, and that one is active again, are noticed at these times too: a
   * split's silence counts from the first of them at which it had given nothing since the last.
   */
  public Watermarks<T> emitEvery(Duration interval) {
    return new Watermarks<>(
        kind, boundMs, generators, idleAfterMs, futureSkewMs, EventTimes.millis(interval));
  }

  /** The shape. */
  public Kind kind() {
    return kind;
  }

  /** The bound of {@link Kind#BOUNDED}, in milliseconds. */
  public long boundMs() {
    return boundMs;
  }

  /** A fresh generator for one split; only for {@link Kind#CUSTOM}. */
  public WatermarkGenerator<? super T> newGenerator() {
    if (generators == null) {
      throw new MillraceException(
          ApiError.BUG, "watermarks of kind " + kind + " have no generator");
    }
    return generators.create();
  }

  /** The idle time-out in milliseconds, or -1 for never. */
  public long idleAfterMs() {
    return idleAfterMs;
  }

  /**
   * The largest allowed lead over the wall clock in milliseconds; {@link EventTimes#MAX} for no
   * guard.
   */
  public long futureSkewMs() {
    return futureSkewMs;
  }

  /**
   * The interval at which watermarks are passed on in milliseconds of the wall clock, or 0 for
   * always.
   */
  public long emitEveryMs() {
    return emitEveryMs;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    switch (kind) {
      case BOUNDED -> text.append("bounded ").append(Duration.ofMillis(boundMs));
      case MANUAL -> text.append("manual");
      case CUSTOM -> text.append("custom");
    }
    if (idleAfterMs >= 0) {
      text.append(", idle after ").append(Duration.ofMillis(idleAfterMs));
    }
    return text.toString();
  }
}
