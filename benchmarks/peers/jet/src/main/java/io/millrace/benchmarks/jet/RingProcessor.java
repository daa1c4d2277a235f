package io.millrace.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.BroadcastKey;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamSource;
import io.millrace.benchmarks.workloads.Prepared;
import io.millrace.benchmarks.workloads.Round;
import org.jspecify.annotations.Nullable;

/**
 * Hands over the round's events: a cooperative source of its own, the cheapest there can be. Each
 * copy reads the split of its number.
 */
final class RingProcessor<T> extends AbstractProcessor {
  private final EventTimeMapper<T> mapper;
  private final boolean right;
  private T[] events = array(new Object[0]);
  private int number;
  private long read;
  private long end;
  private int next;
  private @Nullable Traverser<Object> current;

  RingProcessor(EventTimePolicy<? super T> policy, boolean right) {
    mapper = new EventTimeMapper<>(policy);
    this.right = right;
    mapper.addPartitions(1);
  }

  /** A source of the round's events with that many copies. */
  static <T> StreamSource<T> source(String name, boolean right, int parallelism) {
    return Sources.streamFromProcessorWithWatermarks(
        name,
        false,
        policy -> ProcessorMetaSupplier.of(parallelism, () -> new RingProcessor<T>(policy, right)));
  }

  @SuppressWarnings("unchecked") // the workload says what its events are
  private static <T> T[] array(Object[] events) {
    return (T[]) events;
  }

  @Override
  protected void init(Context context) {
    number = context.globalProcessorIndex();
    Prepared prepared = Round.current().prepared();
    events = array(right ? prepared.right(number) : prepared.split(number));
    end = (long) events.length * prepared.replays();
  }

  @Override
  public boolean complete() {
    if (read == 0) {
      Round.current().started();
    }
    while (true) {
      if (current != null && !emitFromTraverser(current)) {
        return false;
      }
      if (read == end) {
        return true;
      }
      current = mapper.flatMapEvent(events[next], 0, EventTimeMapper.NO_NATIVE_TIME);
      read++;
      next = next + 1 == events.length ? 0 : next + 1;
    }
  }

  @Override
  public boolean saveToSnapshot() {
    return (current == null || emitFromTraverser(current))
        && tryEmitToSnapshot(BroadcastKey.broadcastKey(number), read);
  }

  @Override
  public boolean closeIsCooperative() {
    return true;
  }
}
