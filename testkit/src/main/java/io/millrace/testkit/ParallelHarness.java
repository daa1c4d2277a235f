package io.millrace.testkit;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.function.KeySelector;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Runs a keyed operator in several subtasks that share its keys as a job would, stores what it is
 * at some moment, and goes on from there with as many subtasks as asked for.
 *
 * <p>One thread. Closed by the caller; {@link #restore} closes the subtasks that ran before.
 *
 * @param <I> what the operator takes
 * @param <O> what it emits
 */
public final class ParallelHarness<I, O> implements AutoCloseable {
  private final OperatorFactory factory;
  private final KeySelector<I, ?> selector;
  private final String backend;
  private final List<OperatorHarness<I, O>> subtasks = new ArrayList<>();
  private final Map<Integer, Long> own = new TreeMap<>();

  /** A moment: what each subtask was. */
  public record Checkpoint(List<HarnessSnapshot> subtasks, Map<Integer, Long> splits) {
    /** Copies both. */
    public Checkpoint {
      subtasks = List.copyOf(subtasks);
      splits = Map.copyOf(splits);
    }
  }

  /** Runs an operator whose keys are longs in one subtask, on that backend. */
  public ParallelHarness(OperatorFactory factory, KeySelector<I, ?> selector, String backend) {
    this.factory = factory;
    this.selector = selector;
    this.backend = backend;
    subtasks.add(fresh(0, 1));
  }

  private OperatorHarness<I, O> fresh(int subtask, int parallelism) {
    OperatorHarness<I, O> harness = OperatorHarness.keyed(factory, selector);
    return harness.backend(backend).subtask(subtask, parallelism).durable().longKeys();
  }

  /** How many subtasks there are. */
  public int parallelism() {
    return subtasks.size();
  }

  /** Events of a split, dealt to the subtasks that own their keys. */
  public void batch(int split, List<Timed<I>> events) {
    if (events.isEmpty()) {
      return;
    }
    List<List<Timed<I>>> dealt = new ArrayList<>();
    subtasks.forEach(each -> dealt.add(new ArrayList<>()));
    long reached = own.getOrDefault(split, EventTimes.MIN);
    for (Timed<I> event : events) {
      reached = Math.max(reached, event.watermarkMs());
      Object key = selector.keyOf(event.value());
      int group = KeyGroupRange.groupOf(key.hashCode(), KeyGroupRange.DEFAULT_GROUPS);
      int owner = KeyGroupRange.ownerOf(group, subtasks.size(), KeyGroupRange.DEFAULT_GROUPS);
      dealt.get(owner).add(Timed.after(reached, event.timeMs(), event.value()));
    }
    own.put(split, reached);
    for (int i = 0; i < subtasks.size(); i++) {
      // Also where none of its events goes: the subtask is told how far the split has been read.
      subtasks.get(i).batch(split, dealt.get(i)).splitWatermark(split, reached);
    }
  }

  /** A split's own watermark moves on; all subtasks are told. */
  public void splitWatermark(int split, long watermarkMs) {
    own.put(split, watermarkMs);
    subtasks.forEach(each -> each.splitWatermark(split, watermarkMs));
  }

  /** The wall clock moves on. */
  public void wall(long wallMs) {
    subtasks.forEach(each -> each.wall(wallMs));
  }

  /** One of the subtasks, to do something that only it is told. */
  public OperatorHarness<I, O> subtask(int number) {
    return subtasks.get(number);
  }

  /** What was emitted since the last call. */
  public List<Emitted<O>> takeOutput() {
    List<Emitted<O>> taken = new ArrayList<>();
    subtasks.forEach(each -> taken.addAll(each.takeOutput()));
    return taken;
  }

  /** What was emitted to a side output since the last call. */
  public <X> List<Emitted<X>> takeSide(SideOutput<X> side) {
    List<Emitted<X>> taken = new ArrayList<>();
    subtasks.forEach(each -> taken.addAll(each.takeSide(side)));
    return taken;
  }

  /** A number of each subtask, added up. */
  public long sum(ToLongFunction<OperatorHarness<I, O>> number) {
    return subtasks.stream().mapToLong(number).sum();
  }

  /** Takes a checkpoint. */
  public Checkpoint checkpoint() {
    List<HarnessSnapshot> snapshots = new ArrayList<>();
    subtasks.forEach(each -> snapshots.add(each.snapshot()));
    return new Checkpoint(snapshots, own);
  }

  /** Crashes, and goes on from a checkpoint in that many subtasks. Output not taken is lost. */
  public void restore(Checkpoint checkpoint, int parallelism) {
    close();
    own.clear();
    own.putAll(checkpoint.splits());
    for (int i = 0; i < parallelism; i++) {
      subtasks.add(fresh(i, parallelism).restore(checkpoint.subtasks()));
    }
  }

  @Override
  public void close() {
    subtasks.forEach(OperatorHarness::close);
    subtasks.clear();
  }
}
