package io.millrace.windowing.session;

import io.millrace.api.codec.CodecSchema;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.ShapedState;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Late;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.lanes.Cells;
import io.millrace.windowing.lanes.Layout;
import java.time.Duration;
import java.util.List;

/** Takes events into sessions and fires those that the watermark has passed. */
@SuppressWarnings("rawtypes") // a Class cannot carry the type argument of Late
final class SessionWindowOperator
    implements BatchOperator<Object, WindowResult<Object, Object>>,
        Resumable<WindowResult<Object, Object>>,
        ShapedState {
  private static final SideOutput<Late> LATE = new SideOutput<>("late", Late.class);
  private static final int PIECE = 1000;

  private final long gapMs;
  private final Layout layout;
  private final Lateness lateness;

  @SuppressWarnings("NullAway.Init")
  private OperatorContext context;

  @SuppressWarnings("NullAway.Init")
  private Sessions sessions;

  @SuppressWarnings("NullAway.Init")
  private Output<Late> late;

  private boolean lateRead;

  /** The rows of the batch at hand that are counted and not folded yet. */
  private final int[] rows = new int[Batch.CAPACITY];

  SessionWindowOperator(long gapMs, Layout layout, Lateness lateness) {
    this.gapMs = gapMs;
    this.layout = layout;
    this.lateness = lateness;
  }

  @Override
  public CodecSchema shape() {
    CodecSchema gap = CodecSchema.leaf(Duration.ofMillis(gapMs).toString(), 1);
    return new CodecSchema(
        "sessions",
        "",
        1,
        List.of(CodecSchema.part("gap", gap), CodecSchema.part("aggregate", layout.schema())));
  }

  @Override
  public void open(OperatorContext newContext) {
    context = newContext;
    sessions = new Sessions(gapMs, layout, lateness.allowedMs(), newContext);
    late = newContext.side(LATE);
    lateRead = newContext.sideRead(LATE);
  }

  @Override
  public void process(Batch<Object> batch, Output<WindowResult<Object, Object>> out) {
    int size = batch.size();
    int[] slots = batch.slots();
    long[] times = batch.times();
    Object[] values = batch.values();
    Cells cells = sessions.cells();
    boolean sameJudge = !sessions.uneven() && (lateness.byMerged() || !batch.watermarkEach());
    long judged = size == 0 ? 0 : judge(batch, 0);
    long floor = floor(judged, context.watermark());
    long over = over(judged);
    boolean own = !lateness.byMerged();
    long lateCount = 0;
    int plain = 0;
    for (int i = 0; i < size; i++) {
      if (!sameJudge) {
        judged = judge(batch, i);
        floor = floor(judged, sessions.reached(slots[i]));
        over = over(judged);
      }
      if (times[i] <= over) {
        emitLate(batch, i, judged);
        lateCount++;
        continue;
      }
      // On time by a millisecond: a session that ends where this event starts one is over for it.
      boolean apart = own && times[i] - 1 == over;
      if (!apart && sessions.takePlain(slots, i, times[i], floor)) {
        rows[plain++] = i;
      } else {
        // The rows before are counted but not folded yet, and this one may move what they belong
        // to.
        cells.fold(rows, 0, plain, slots, values);
        plain = 0;
        if (!sessions.takeAny(slots[i], times[i], apart, judged, values[i], out)) {
          emitLate(batch, i, judged);
          lateCount++;
        }
      }
    }
    cells.fold(rows, 0, plain, slots, values);
    context.metrics().count(Fate.OUT, size - lateCount);
    if (lateCount > 0) {
      context.metrics().count(Fate.LATE, lateCount);
    }
  }

  /** The watermark that an event is judged by. */
  private long judge(Batch<Object> batch, int place) {
    long merged = sessions.uneven() ? sessions.reached(batch.slots()[place]) : context.watermark();
    return lateness.byMerged() ? merged : Math.max(batch.watermarkAt(place), merged);
  }

  /**
   * A session whose last millisecond is above that has not fired and is open for an event so
   * judged.
   */
  private long floor(long judge, long merged) {
    return judge == EventTimes.MAX
        ? judge
        : Math.max(merged, EventTimes.minus(judge, lateness.allowedMs()));
  }

  /**
   * An event at or behind that is late whatever sessions are open. Judged by its split, an event is
   * late once its own time is over: which sessions it would find open depends on how far other
   * splits have been read.
   */
  private long over(long judge) {
    if (lateness.byMerged()) {
      return EventTimes.MIN;
    }
    return judge == EventTimes.MAX ? judge : EventTimes.minus(judge, lateness.allowedMs());
  }

  private void emitLate(Batch<Object> batch, int place, long judge) {
    if (!lateRead) {
      return;
    }
    long timeMs = batch.times()[place];
    late.emit(
        new Late<>(
            batch.values()[place],
            EventTimes.instant(timeMs),
            Duration.ofMillis(EventTimes.minus(judge, timeMs)),
            context.splitName(batch.split()),
            batch.offsetAt(place)),
        timeMs);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<WindowResult<Object, Object>> out) {
    sessions.advance(watermarkMs);
    sessions.resume(PIECE, out);
  }

  @Override
  public boolean pending() {
    return sessions.pending();
  }

  @Override
  public void resume(Output<WindowResult<Object, Object>> out) {
    sessions.resume(PIECE, out);
  }
}
