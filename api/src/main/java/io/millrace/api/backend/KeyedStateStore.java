package io.millrace.api.backend;

import io.millrace.api.codec.Codec;
import io.millrace.api.time.TimeDomain;
import org.jspecify.annotations.Nullable;

/**
 * The state of one keyed operator in one subtask: a key index, columns over its slots, and timers.
 * One thread uses it.
 *
 * <p><b>Slots live by count.</b> Whoever stores something for a key calls {@link #retain} once, and
 * {@link #release} when it is gone. A slot without a count is given back by {@link #reclaim}, which
 * the engine calls between batches. So a slot found by {@code resolve} is safe to use until the
 * batch ends, and stays if something was stored.
 */
public interface KeyedStateStore extends AutoCloseable {
  /** The key index. */
  KeyIndex keys();

  /** The long column of that spec; made on first use. */
  LongColumn longs(ColumnSpec spec, long namespace);

  /** The double column of that spec; made on first use. */
  DoubleColumn doubles(ColumnSpec spec, long namespace);

  /** The object column of that spec; made on first use. */
  <T> ObjectColumn<T> objects(ColumnSpec spec, long namespace);

  /**
   * Forgets the column of that spec and namespace, as a window operator does with a slice it is
   * done with.
   */
  void drop(ColumnSpec spec, long namespace);

  /** The timers of that name; made on first use. */
  <N> TimerTable<N> timers(String name, TimeDomain domain, @Nullable Codec<N> codec);

  /**
   * The store's user promises that it knows slots only from {@code resolve}, {@code find} and
   * firing timers, and forgets them when the batch or the firing ends; that it writes at such slots
   * only; and that it does not need to see all keys. A backend that keeps more state than fits into
   * memory may then move out keys that are not in use. Called in {@code open}, before anything is
   * stored. Without it keys stay in memory.
   */
  default void forgetsSlots() {}

  /** Something was stored for the key at {@code slot}. */
  void retain(int slot);

  /** Something that was retained is gone. */
  void release(int slot);

  /** Gives back the slots that nothing is stored for. The engine calls it between batches. */
  void reclaim();

  /** Starts a new epoch; pages written from now on are dirty in it. */
  void advanceEpoch(long epoch);

  /**
   * The namespaces in which the column of that spec exists, in rising order. An operator asks for
   * them in {@code open} to find what was restored.
   */
  long[] namespaces(ColumnSpec spec);

  /**
   * Shows this moment to a background writer and starts the epoch {@code nextEpoch}. The caller
   * must be between batches. Fails with {@code STATE_INVALID}, naming it, if a column or timer
   * table that holds objects has no codec.
   */
  StoreSnapshot snapshot(long nextEpoch);

  /**
   * Takes in the keys of an image that belong to this store's key groups, with all that is stored
   * for them. Called before anything else, once for each stored store that overlaps, before the
   * operator is opened. Columns and timers are decoded when the operator first asks for them, with
   * the codec it gives then; a codec that cannot read what is stored is refused with both schemas
   * ({@code STATE_INCOMPATIBLE}).
   */
  void restore(StateImage image);

  /**
   * The names of restored columns and timer tables that nobody has asked for. The engine looks
   * after {@code open}: state that the program does not know any more is an error unless it was
   * given up explicitly.
   */
  java.util.List<String> unclaimed();

  /** How many bytes the state takes, estimated; cheap enough for a metric. */
  long estimatedBytes();

  /** Lets go of everything. */
  @Override
  void close();
}
