package io.millrace.windowing.sliced;

import io.millrace.api.operator.EmptiedAtBarrier;
import io.millrace.api.operator.Output;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.lanes.Layout;

/**
 * Aggregates before the exchange. What it emits at a barrier is a part of a window as well, so it
 * has nothing to store.
 */
final class PartialWindowOperator extends SlicedWindowOperator
    implements EmptiedAtBarrier<WindowResult<Object, Object>> {
  PartialWindowOperator(SliceGrid grid, Layout layout) {
    super(grid, layout, Lateness.NONE);
  }

  @Override
  public void empty(Output<WindowResult<Object, Object>> out) {
    emitAll(out);
  }
}
