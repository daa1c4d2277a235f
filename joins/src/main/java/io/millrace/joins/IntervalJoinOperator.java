package io.millrace.joins;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.WatermarkDelay;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Joins two keyed streams on nearness in time: {@code left + lower <= right <= left + upper}.
 *
 * <p>A pair is emitted when the second of the two arrives, with the later of both times. A row that
 * found no partner, where the kind asks for it, is emitted once with its own time, when the
 * watermark proves that none can come any more. That may be long after the row's time, so the
 * operator delays its watermark accordingly.
 *
 * <ul>
 *   <li><b>Late:</b> an event earlier than the watermark less the lateness allowed; one exactly on
 *       it is not. The watermark is that of the event's own split (or the operator's if that is
 *       larger, which only an idle split makes it), or the operator's for {@link
 *       Lateness#byMerged}. By the former, the results do not depend on how splits interleave.
 *   <li><b>State:</b> a row stays until the operator's watermark, less the lateness allowed, has
 *       passed the last time a partner can have. One timer for each key.
 *   <li><b>Cost:</b> O(log n + matches) for each event, n being the rows of its key on the other
 *       side; nothing is allocated but rows and results.
 *   <li><b>Threads:</b> one.
 *   <li><b>Fails:</b> {@code EVENT_TIME_INVALID} on an event without a time.
 * </ul>
 *
 * @param <L> what comes from the left
 * @param <R> what comes from the right
 * @param <O> what it emits
 */
final class IntervalJoinOperator<L, R, O>
    implements TwoInputOperator<L, R, O>, Resumable<O>, WatermarkDelay, ShapedState {
  private final JoinKind joinKind;
  private final Lateness lateness;
  private final PairCombiner<O> combiner;
  private final IntervalMatcher.Side left;
  private final IntervalMatcher.Side right;
  private final SideTypes types;

  private @Nullable IntervalMatcher<O> matcher;

  /** An operator for a join whose bounds, as seen from the left, are {@code bounds}. */
  IntervalJoinOperator(Step.IntervalJoin join, IntervalBounds bounds, SideTypes types) {
    this.types = types;
    this.joinKind = join.joinKind();
    this.lateness = join.lateness();
    this.combiner = new PairCombiner<>(joinKind, join.combiner());
    // An anti join looks at the times of the right side only.
    boolean valuesOfRight = joinKind != JoinKind.ANTI;
    this.left = new IntervalMatcher.Side(true, bounds, combiner.keepsLeft(), true);
    this.right =
        new IntervalMatcher.Side(false, bounds.mirrored(), combiner.keepsRight(), valuesOfRight);
  }

  @Override
  public CodecSchema shape() {
    String pairs = joinKind.name().toLowerCase(Locale.ROOT);
    List<CodecSchema.Field> parts = new ArrayList<>(left.bounds().parts());
    parts.add(CodecSchema.part("pairs", CodecSchema.leaf(pairs, 1)));
    return new CodecSchema("interval-join", "", 1, parts);
  }

  @Override
  public void open(OperatorContext context) {
    SideCodecs codecs = types.codecs(context.durable());
    matcher = new IntervalMatcher<>(context, lateness, combiner, left, right, codecs);
  }

  @Override
  public void processLeft(Batch<L> batch, Output<O> out) {
    running().process(batch, left, out);
  }

  @Override
  public void processRight(Batch<R> batch, Output<O> out) {
    running().process(batch, right, out);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<O> out) {
    running().expire(watermarkMs, out);
  }

  @Override
  public boolean pending() {
    return running().pending();
  }

  @Override
  public void resume(Output<O> out) {
    running().resume(out);
  }

  @Override
  public long watermarkDelayMs() {
    return Math.max(delay(left), delay(right));
  }

  /**
   * An unmatched row comes out with the first watermark above its last partner and the lateness.
   */
  private long delay(IntervalMatcher.Side side) {
    if (!side.keepsUnmatched()) {
      return 0;
    }
    long wait = EventTimes.plus(Math.max(0, side.bounds().highMs()), lateness.allowedMs());
    return EventTimes.plus(wait, 1);
  }

  private IntervalMatcher<O> running() {
    if (matcher == null) {
      throw new MillraceException(
          ApiError.BUG, "an interval join was used before it was opened. Call open first.");
    }
    return matcher;
  }
}
