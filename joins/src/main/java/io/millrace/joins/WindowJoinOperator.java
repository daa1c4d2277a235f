package io.millrace.joins;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.api.plan.Step;
import io.millrace.api.window.Lateness;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Joins what two keyed streams have in the same window: every pair of the kind asked for, or for a
 * co-group the two lists at once. Windows that merge, as sessions do, are made by the events of
 * both sides together.
 *
 * <ul>
 *   <li><b>Fires:</b> when the operator's watermark reaches the window's last millisecond, which is
 *       the time of its results; and within the lateness allowed after that, for each late event. A
 *       late firing shows the whole window again, or with {@link Lateness#discarding} only the
 *       pairs (for a co-group: only the values) that were not shown before. What an earlier firing
 *       showed to have no partner is not taken back. Windows that merge make a new window, of which
 *       everything is new.
 *   <li><b>Late:</b> an event is left out of those of its windows that its own split's watermark
 *       (or the operator's, for {@link Lateness#byMerged}) has passed by the lateness allowed; it
 *       is late if that leaves none. Of windows that merge it is left out once its own split's
 *       watermark has passed its own time by the lateness allowed; by the operator's watermark, an
 *       event that extends a session which is still kept is not late.
 *   <li><b>State:</b> every event once for each of its windows, until the watermark has passed the
 *       window's end and the lateness allowed. One timer for each key.
 *   <li><b>Clock:</b> windows of processing time go by the wall clock and know no late events; what
 *       is left fires at the end of input.
 *   <li><b>Threads:</b> one.
 * </ul>
 *
 * @param <L> what comes from the left
 * @param <R> what comes from the right
 * @param <O> what it emits
 */
final class WindowJoinOperator<L, R, O>
    implements TwoInputOperator<L, R, O>, Resumable<O>, UnkeyedState, ShapedState {
  private final Step.WindowJoin join;
  private final SideTypes types;

  private @Nullable WindowMatcher<O> matcher;
  private long restoredWindows;

  WindowJoinOperator(Step.WindowJoin join, SideTypes types) {
    this.types = types;
    this.join = join;
  }

  @Override
  public CodecSchema shape() {
    String pairs = join.coGroup() ? "all" : join.joinKind().name().toLowerCase(Locale.ROOT);
    return new CodecSchema(
        "window-join",
        "",
        1,
        List.of(
            CodecSchema.part("assigner", CodecSchema.leaf(join.assigner().describe(), 1)),
            CodecSchema.part("pairs", CodecSchema.leaf(pairs, 1))));
  }

  @Override
  public void open(OperatorContext context) {
    matcher = new WindowMatcher<>(context, join, types.codecs(context.durable()));
    matcher.opened(restoredWindows);
  }

  @Override
  public void processLeft(Batch<L> batch, Output<O> out) {
    running().process(batch, true, out);
  }

  @Override
  public void processRight(Batch<R> batch, Output<O> out) {
    running().process(batch, false, out);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<O> out) {
    running().onWatermark(watermarkMs, out);
  }

  @Override
  public void onProcessingTime(long wallMs, Output<O> out) {
    running().onProcessingTime(wallMs, out);
  }

  @Override
  public void onEndOfInput(Output<O> out) {
    running().onEndOfInput(out);
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
  public Deal deal() {
    return Deal.EACH_TO_ONE;
  }

  /** How many windows are open, which could else be counted only by reading them all. */
  @Override
  public void saveUnkeyed(DataWriter out) {
    out.writeLong(running().openWindows());
  }

  @Override
  public void restoreUnkeyed(DataReader in) {
    restoredWindows += in.readLong();
  }

  private WindowMatcher<O> running() {
    if (matcher == null) {
      throw new MillraceException(
          ApiError.BUG, "a window join was used before it was opened. Call open first.");
    }
    return matcher;
  }
}
