package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.Tick;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Reads a key's total, adds to it and writes it back. */
final class RunningTotals extends KeyedProcessFunction<Long, Tick, Tuple2<Long, Long>>
    implements CheckpointListener {
  private static final long serialVersionUID = 1L;

  private transient @Nullable ValueState<Long> total;

  @Override
  public void open(OpenContext context) {
    total = getRuntimeContext().getState(new ValueStateDescriptor<>("total", Types.LONG));
  }

  @Override
  public void processElement(Tick tick, Context context, Collector<Tuple2<Long, Long>> out)
      throws Exception {
    ValueState<Long> state = Objects.requireNonNull(total, "opened before");
    Long before = state.value();
    long sum = (before == null ? 0 : before) + tick.value();
    state.update(sum);
    out.collect(Tuple2.of(tick.key(), sum));
  }

  @Override
  public void notifyCheckpointComplete(long id) {
    FlinkContender.CHECKPOINTS.incrementAndGet();
  }
}
