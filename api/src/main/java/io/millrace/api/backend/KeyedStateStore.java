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

  /** Something was stored for the key at {@code slot}. */
  void retain(int slot);

  /** Something that was retained is gone. */
  void release(int slot);

  /** Gives back the slots that nothing is stored for. The engine calls it between batches. */
  void reclaim();

  /** Starts a new epoch; pages written from now on are dirty in it. */
  void advanceEpoch(long epoch);

  /** How many bytes the state takes, estimated; cheap enough for a metric. */
  long estimatedBytes();

  /** Lets go of everything. */
  @Override
  void close();
}
