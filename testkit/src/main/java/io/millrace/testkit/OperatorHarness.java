package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.backend.BackendContext;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.backend.StateBackend;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.KeySelector;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.BatchOperator;
import io.millrace.api.operator.Fate;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.OperatorFactory;
import io.millrace.api.operator.OperatorLifecycle;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.Resumable;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.operator.TwoInputOperator;
import io.millrace.api.spi.ProviderLoader;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one operator as a task would, without an engine: real batches, a real store, watermarks, a
 * clock that moves when told. What it emits and counts is recorded.
 *
 * <pre>{@code
 * try (OperatorHarness<Click, Long> clicks = OperatorHarness.keyed(factory, Click::user)) {
 *   clicks.event(new Click("ann"), 1_000).watermark(60_000);
 *   assertThat(clicks.takeOutput()).containsExactly(new Emitted<>(1L, 59_999));
 * }
 * }</pre>
 *
 * <ul>
 *   <li><b>Threads:</b> one.
 *   <li><b>Order:</b> the operator is opened by the first event, or the first look at what it did;
 *       watermarks before that are told right afterwards. Options come first. After each callback
 *       firings are drained and slots reclaimed, as the engine does between batches.
 *   <li><b>Splits:</b> a split counts for the merged watermark from the first event or watermark of
 *       its own. {@link #watermark} is for tests of one split; {@link #splitWatermark} for several.
 * </ul>
 *
 * @param <I> what the operator takes; {@code Object} for one with two inputs
 * @param <O> what it emits
 */
public final class OperatorHarness<I, O> implements AutoCloseable {
  private static final int WAKE_UPS_MAX = 1_000;

  private final OperatorLifecycle<O> operator;
  private final @Nullable KeySelector<Object, ?> leftKey;
  private final @Nullable KeySelector<Object, ?> rightKey;
  private final SimulatedEnvironment environment = new SimulatedEnvironment(new SimulatedTime(0));
  private final HarnessSplits splits = new HarnessSplits();
  private final Batch<Object> batch = new Batch<>();
  private final long[] longKeys = new long[Batch.CAPACITY];
  private final @Nullable Object[] objectKeys = new @Nullable Object[Batch.CAPACITY];
  private final List<Emitted<O>> emitted = new ArrayList<>();
  private final Output<O> output = (value, timeMs) -> emitted.add(new Emitted<>(value, timeMs));
  private String backendName = "memory";
  private boolean longKeysAsked;
  private int subtask;
  private int parallelism = 1;
  private boolean durable;
  private List<HarnessSnapshot> from = List.of();
  private final List<HarnessSnapshot> taken = new ArrayList<>();
  private final SnapshotShelf shelf = SnapshotShelf.inMemory();
  private @Nullable StoreSpec spec;
  private long epoch = 1;
  private @Nullable StateBackend backend;
  private @Nullable KeyedStateStore store;
  private @Nullable HarnessContext context;
  private long watermark = EventTimes.MIN;
  private long received;
  private boolean closed;

  @SuppressWarnings("unchecked") // the caller says what its operator takes and emits
  private OperatorHarness(
      OperatorFactory factory,
      @Nullable KeySelector<?, ?> leftKey,
      @Nullable KeySelector<?, ?> rightKey) {
    this.operator = (OperatorLifecycle<O>) factory.create();
    this.leftKey = (KeySelector<Object, ?>) leftKey;
    this.rightKey = (KeySelector<Object, ?>) rightKey;
  }

  /**
   * Runs an operator with one keyed input. Keys are kept as longs if the first one is long-like.
   */
  public static <I, K, O> OperatorHarness<I, O> keyed(
      OperatorFactory factory, KeySelector<I, K> selector) {
    return new OperatorHarness<>(factory, selector, null);
  }

  /** Runs an operator with one input that is not keyed. */
  public static <I, O> OperatorHarness<I, O> unkeyed(OperatorFactory factory) {
    return new OperatorHarness<>(factory, null, null);
  }

  /** Runs an operator with a left and a right keyed input. */
  public static <L, R, K, O> OperatorHarness<Object, O> keyedPair(
      OperatorFactory factory, KeySelector<L, K> leftSelector, KeySelector<R, K> rightSelector) {
    return new OperatorHarness<>(factory, leftSelector, rightSelector);
  }

  /** Keeps keys as longs even if there is no event to tell their type. */
  public OperatorHarness<I, O> longKeys() {
    checkNotOpened();
    longKeysAsked = true;
    return this;
  }

  /**
   * Says that there are splits 0 to {@code count - 1}, so that the merged watermark waits for each.
   */
  public OperatorHarness<I, O> splits(int count) {
    checkNotOpened();
    for (int split = 0; split < count; split++) {
      splits.add(split);
    }
    return this;
  }

  /** Uses another state backend than {@code memory}. */
  public OperatorHarness<I, O> backend(String name) {
    checkNotOpened();
    backendName = name;
    return this;
  }

  /** Runs one of several subtasks, whose store takes the keys that it owns. */
  public OperatorHarness<I, O> subtask(int number, int ofHowMany) {
    checkNotOpened();
    subtask = number;
    parallelism = ofHowMany;
    return this;
  }

  /** State has to be storable, as in a job with checkpoints. */
  public OperatorHarness<I, O> durable() {
    checkNotOpened();
    durable = true;
    return this;
  }

  /**
   * Goes on from these snapshots, one for each subtask there was. The operator is opened at once;
   * its watermark is the smallest of theirs.
   */
  public OperatorHarness<I, O> restore(List<HarnessSnapshot> snapshots) {
    checkNotOpened();
    from = List.copyOf(snapshots);
    durable = true;
    watermark = HarnessSnapshot.watermark(from, subtask, parallelism);
    environment.time().wall(from.get(0).wallMs());
    HarnessSnapshot.splits(from).forEach(splits::watermarkAtLeast);
    opened(null);
    return this;
  }

  /** All that decides what the operator does from here on. It goes on undisturbed. */
  public HarnessSnapshot snapshot() {
    HarnessContext told = opened(null);
    taken.forEach(HarnessSnapshot::write);
    HarnessSnapshot snapshot =
        new HarnessSnapshot(
            spec,
            backendName,
            store == null ? null : store.snapshot(++epoch),
            shelf,
            HarnessSnapshot.unkeyed(operator),
            told.watermark(),
            splits.watermarks(),
            environment.time().wallMillis());
    taken.add(snapshot);
    return snapshot;
  }

  /** An event of split 0, in a batch of its own. */
  public OperatorHarness<I, O> event(I value, long timeMs) {
    return event(0, value, timeMs);
  }

  /** An event of a split, in a batch of its own. */
  public OperatorHarness<I, O> event(int split, I value, long timeMs) {
    return batch(split, List.of(Timed.at(timeMs, value)));
  }

  /** Events of a split, in batches as full as may be. */
  public OperatorHarness<I, O> batch(int split, List<Timed<I>> events) {
    process(split, events, leftKey, Side.ONLY);
    return this;
  }

  /** An event of split 0 from the left, in a batch of its own. */
  public OperatorHarness<I, O> left(Object value, long timeMs) {
    return left(0, List.of(Timed.at(timeMs, value)));
  }

  /** Events of a split from the left. */
  public OperatorHarness<I, O> left(int split, List<? extends Timed<?>> events) {
    process(split, events, leftKey, Side.LEFT);
    return this;
  }

  /** An event of split 0 from the right, in a batch of its own. */
  public OperatorHarness<I, O> right(Object value, long timeMs) {
    return right(0, List.of(Timed.at(timeMs, value)));
  }

  /** Events of a split from the right. */
  public OperatorHarness<I, O> right(int split, List<? extends Timed<?>> events) {
    process(split, events, rightKey, Side.RIGHT);
    return this;
  }

  /** The merged watermark moves on; so does split 0's own, which later batches of it carry. */
  public OperatorHarness<I, O> watermark(long watermarkMs) {
    checkForward(watermarkMs);
    splits.watermarkAtLeast(0, watermarkMs);
    advance(watermarkMs);
    return this;
  }

  /** A split's own watermark moves on; if that moves the smallest of all, the operator is told. */
  public OperatorHarness<I, O> splitWatermark(int split, long watermarkMs) {
    splits.watermark(split, watermarkMs);
    if (context != null) { // else more splits may be named before the first event
      advance(splits.merged());
    }
    return this;
  }

  /** The wall clock moves to a time; the operator is woken if it asked for a time up to then. */
  public OperatorHarness<I, O> wall(long wallMs) {
    environment.time().wall(wallMs);
    HarnessContext told = context;
    int wakeUps = 0;
    while (told != null && told.takeDueWakeUps(wallMs)) {
      operator.onProcessingTime(wallMs, output);
      settle();
      assertThat(++wakeUps)
          .as("wake-ups at %s ms; is one asked for that is due at once?", wallMs)
          .isLessThan(WAKE_UPS_MAX);
    }
    return this;
  }

  /** All input ends: the watermark reaches its end, then the operator is told. */
  public OperatorHarness<I, O> endOfInput() {
    opened(null);
    watermark(EventTimes.MAX);
    operator.onEndOfInput(output);
    settle();
    return this;
  }

  /** What was emitted since the last call. */
  public List<Emitted<O>> takeOutput() {
    opened(null);
    List<Emitted<O>> taken = List.copyOf(emitted);
    emitted.clear();
    return taken;
  }

  /** What was emitted to a side output since the last call. */
  public <X> List<Emitted<X>> takeSide(SideOutput<X> side) {
    return opened(null).takeSide(side);
  }

  /** How many events met each fate. */
  public Map<Fate, Long> fates() {
    return opened(null).recorded().fates();
  }

  /** How many events met that fate. */
  public long fates(Fate fate) {
    return fates().getOrDefault(fate, 0L);
  }

  /** How many events are inside without a fate. */
  public long inFlight() {
    return opened(null).recorded().inFlight();
  }

  /** How many windows are open. */
  public long openWindows() {
    return opened(null).recorded().openWindows();
  }

  /** How many windows fired. */
  public long firedWindows() {
    return opened(null).recorded().firedWindows();
  }

  /** How many events were given to the operator. */
  public long received() {
    return received;
  }

  /** Checks that every event given to the operator has met one fate or is in flight. */
  public OperatorHarness<I, O> checkBalance() {
    long met = fates().values().stream().mapToLong(Long::longValue).sum();
    assertThat(met + inFlight())
        .as("fates %s and %s in flight, of events received", fates(), inFlight())
        .isEqualTo(received);
    return this;
  }

  /** The clock. */
  public SimulatedTime time() {
    return environment.time();
  }

  /** The operator's state, to look at. */
  public KeyedStateStore store() {
    return opened(null).store();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    opened(null);
    closed = true;
    taken.forEach(HarnessSnapshot::write);
    operator.close();
    if (store != null) {
      store.close();
    }
    if (backend != null) {
      backend.close();
    }
  }

  private enum Side {
    ONLY,
    LEFT,
    RIGHT
  }

  private void process(
      int split,
      List<? extends Timed<?>> events,
      @Nullable KeySelector<Object, ?> selector,
      Side side) {
    if (events.isEmpty()) {
      return;
    }
    splits.add(split);
    opened(selector == null ? null : selector.keyOf(events.get(0).value()));
    for (int from = 0; from < events.size(); from += Batch.CAPACITY) {
      splits.fill(
          batch, split, events.subList(from, Math.min(events.size(), from + Batch.CAPACITY)));
      received += batch.size();
      if (selector != null && store != null) {
        resolve(selector, store);
      }
      run(side);
      batch.forget();
      settle();
    }
    advance(splits.merged());
  }

  private void resolve(KeySelector<Object, ?> selector, KeyedStateStore keyed) {
    int size = batch.size();
    for (int i = 0; i < size; i++) {
      Object key = selector.keyOf(batch.value(i));
      if (keyed.keys().longKeys()) {
        longKeys[i] = ((Number) key).longValue();
      } else {
        objectKeys[i] = key;
      }
    }
    if (keyed.keys().longKeys()) {
      keyed.keys().resolve(longKeys, size, batch.slots());
    } else {
      keyed.keys().resolve(objectKeys, size, batch.slots());
    }
  }

  @SuppressWarnings("unchecked") // the caller says what its operator takes
  private void run(Side side) {
    if (side == Side.ONLY && operator instanceof BatchOperator<?, ?> whole) {
      ((BatchOperator<Object, O>) whole).process(batch, output);
    } else if (side == Side.ONLY && operator instanceof Operator<?, ?> each) {
      for (int i = 0; i < batch.size(); i++) {
        ((Operator<Object, O>) each).process(batch.value(i), batch.times()[i], output);
      }
    } else if (side == Side.LEFT && operator instanceof TwoInputOperator<?, ?, ?> pair) {
      ((TwoInputOperator<Object, Object, O>) pair).processLeft(batch, output);
    } else if (side == Side.RIGHT && operator instanceof TwoInputOperator<?, ?, ?> pair) {
      ((TwoInputOperator<Object, Object, O>) pair).processRight(batch, output);
    } else {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          operator.getClass().getName()
              + " cannot take events of input "
              + side
              + ". Use left(…) and right(…) for a TwoInputOperator, event(…) and batch(…) for the"
              + " others.");
    }
  }

  /**
   * Tells the operator, or remembers it until the operator is opened; does nothing if that would be
   * no advance.
   */
  private void advance(long watermarkMs) {
    watermark = Math.max(watermark, watermarkMs);
    HarnessContext told = context;
    if (told != null && watermark > told.watermark()) {
      told.watermark(watermark);
      operator.onWatermark(watermark, output);
      settle();
    }
  }

  private void checkForward(long watermarkMs) {
    if (watermarkMs < watermark) {
      throw new MillraceException(
          ApiError.WATERMARK_WENT_BACK,
          "the watermark was " + watermark + " ms and would go back to " + watermarkMs + " ms.");
    }
  }

  /** What the engine does after each callback. */
  @SuppressWarnings("unchecked") // an operator's outputs have one type
  private void settle() {
    if (operator instanceof Resumable<?> firing) {
      while (firing.pending()) {
        ((Resumable<O>) firing).resume(output);
      }
    }
    if (store != null) {
      store.reclaim();
    }
  }

  private HarnessContext opened(@Nullable Object firstKey) {
    HarnessContext existing = context;
    if (existing != null) {
      return existing;
    }
    if (leftKey != null) {
      boolean longLike =
          longKeysAsked
              || from.stream().anyMatch(HarnessSnapshot::longKeys)
              || firstKey instanceof Long
              || firstKey instanceof Integer
              || firstKey instanceof Short
              || firstKey instanceof Byte;
      StateBackendProvider provider =
          ProviderLoader.named(
              StateBackendProvider.class,
              backendName,
              "Put the module of that backend on the test class path.");
      StateBackend made = provider.create(BackendContext.of(environment));
      backend = made;
      KeyGroupRange range = KeyGroupRange.of(subtask, parallelism, KeyGroupRange.DEFAULT_GROUPS);
      Codec<?> keyCodec = longLike || !durable ? null : HarnessSnapshot.keyCodec(from, firstKey);
      spec = new StoreSpec("harness", subtask, range, longLike, keyCodec, durable);
      store = made.open(spec);
      for (HarnessSnapshot each : from) {
        each.into(store);
      }
    }
    HarnessContext fresh = new HarnessContext(environment.time(), store);
    context = fresh;
    fresh.restored(subtask, durable, watermark, from);
    HarnessSnapshot.restoreUnkeyed(from, operator, subtask, parallelism);
    operator.open(fresh);
    if (store != null && !from.isEmpty()) {
      assertThat(store.unclaimed()).as("restored and not asked for").isEmpty();
    }
    advance(Math.max(watermark, splits.merged()));
    return fresh;
  }

  private void checkNotOpened() {
    if (context != null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "options of a harness come before the first event and before looking at what it did.");
    }
  }
}
