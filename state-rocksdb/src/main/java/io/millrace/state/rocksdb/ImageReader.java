package io.millrace.state.rocksdb;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes in an image that another backend wrote; everything becomes resident. For one image. */
final class ImageReader implements StateImage.KeyReceiver {
  private final StoreSpec spec;
  private final SlotKeys keys;
  private final Slots slots;
  private final Columns columns;
  private final Timers timers;
  private final long[] longKey = new long[1];
  private final Object[] objectKey = new Object[1];
  private final int[] found = new int[1];
  private @Nullable Codec<Object> keyReader;
  private int[] slotOf = new int[1 << 10];

  ImageReader(StoreSpec spec, SlotKeys keys, Slots slots, Columns columns, Timers timers) {
    this.spec = spec;
    this.keys = keys;
    this.slots = slots;
    this.columns = columns;
    this.timers = timers;
    Arrays.fill(slotOf, -1);
  }

  /** Reads all of an image that belongs to the store's key groups. */
  void read(StateImage image, @Nullable Codec<Object> reader) {
    keyReader = reader;
    image.keys(this);
    for (StateImage.StoredColumn stored : image.columns()) {
      image.values(stored, new Values(stored));
    }
    for (StateImage.StoredTimers table : image.timers()) {
      Timers.Restoring restoring = timers.restore(table);
      image.timers(
          table,
          (timeMs, place, tag) -> {
            int slot = slotAt(place);
            if (slot >= 0) {
              restoring.timer(timeMs, slot, tag.readRaw(tag.remaining()));
            }
          });
    }
  }

  @Override
  public void key(int place, long key, int retained) {
    if (owned(Long.hashCode(key))) {
      longKey[0] = key;
      keys.resolve(longKey, 1, found);
      add(place, retained);
    }
  }

  @Override
  public void key(int place, DataReader in, int retained) {
    Codec<Object> reader = keyReader;
    if (reader == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the type of the keys of operator '"
              + spec.operatorId()
              + "' is not known, so they cannot be restored. Give keyBy(…) the type of its key.");
    }
    Object key = reader.read(in);
    if (owned(key.hashCode())) {
      objectKey[0] = key;
      int before = slots.size();
      keys.resolve(objectKey, 1, found);
      if (reader != spec.keyCodec() && slots.size() != before + 1) {
        throw new MillraceException(
            ApiError.STATE_INCOMPATIBLE,
            "the stored state of operator '"
                + spec.operatorId()
                + "' has keys that differed when they were stored and are equal now. Change the"
                + " program back, or start without this state.");
      }
      add(place, retained);
    }
  }

  private void add(int place, int retained) {
    if (place >= slotOf.length) {
      int length = slotOf.length;
      slotOf = Arrays.copyOf(slotOf, Math.max(2 * length, place + 1));
      Arrays.fill(slotOf, length, slotOf.length, -1);
    }
    slotOf[place] = found[0];
    for (int i = 0; i < retained; i++) {
      slots.retain(found[0]);
    }
  }

  private boolean owned(int hashCode) {
    KeyGroupRange range = spec.range();
    int group = KeyGroupRange.groupOf(hashCode, range.groups());
    return group >= range.from() && group < range.to();
  }

  private int slotAt(int place) {
    return place < slotOf.length ? slotOf[place] : -1;
  }

  /** Puts values into a column, which is made for the first. */
  private final class Values implements StateImage.ValueReceiver {
    private final StateImage.StoredColumn stored;
    private @Nullable ColumnFamily family;
    private @Nullable ResidentColumn column;

    Values(StateImage.StoredColumn stored) {
      this.stored = stored;
    }

    @Override
    public void value(int place, long value) {
      int slot = slotAt(place);
      if (slot >= 0) {
        SlotRows.put(column(), slot, value);
      }
    }

    @Override
    public void value(int place, double value) {
      int slot = slotAt(place);
      if (slot >= 0) {
        SlotRows.put(column(), slot, Double.doubleToRawLongBits(value));
      }
    }

    @Override
    public void value(int place, DataReader value) {
      int slot = slotAt(place);
      if (slot >= 0) {
        SlotRows.put(family(), column(), slot, value.readRaw(value.remaining()));
      }
    }

    private ColumnFamily family() {
      ColumnFamily known = family;
      if (known == null) {
        known = columns.restored(stored.name(), stored.kind(), stored.schema());
        family = known;
      }
      return known;
    }

    private ResidentColumn column() {
      ResidentColumn known = column;
      if (known == null) {
        known = columns.columnOf(family(), stored.namespace());
        column = known;
      }
      return known;
    }
  }
}
