package io.millrace.testkit.strict;

import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import io.millrace.api.backend.Pages;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns that never let a page go. */
final class StrictColumns {
  private StrictColumns() {}

  static final class Longs extends LongColumn {
    @Override
    protected long @Nullable [] load(int page) {
      return null;
    }

    @Override
    protected long[] beforeWrite(int page, long[] content) {
      return content;
    }

    @Override
    public void clear() {
      for (int page = 0; page < pageBound(); page++) {
        release(page);
      }
    }

    void startEpoch(long epoch) {
      advanceEpoch(epoch);
    }
  }

  static final class Doubles extends DoubleColumn {
    @Override
    protected double @Nullable [] load(int page) {
      return null;
    }

    @Override
    protected double[] beforeWrite(int page, double[] content) {
      return content;
    }

    @Override
    public void clear() {
      for (int page = 0; page < pageBound(); page++) {
        release(page);
      }
    }

    void startEpoch(long epoch) {
      advanceEpoch(epoch);
    }
  }

  /** Knows of each object how it looked in bytes when the epoch began. */
  static final class Objects<T> extends ObjectColumn<T> {
    private final String name;
    private final Codec<T> codec;
    private final Map<Integer, byte[]> atStart = new HashMap<>();

    Objects(String name, Codec<T> codec) {
      this.name = name;
      this.codec = codec;
      shown(true);
    }

    Codec<T> codec() {
      return codec;
    }

    @Override
    protected Object @Nullable [] load(int page) {
      return null;
    }

    @Override
    protected Object[] beforeWrite(int page, Object[] content) {
      return content;
    }

    @Override
    protected void beforeChange(int page, int place) {
      int slot = page << Pages.SHIFT | place;
      check(slot, resident(page));
      atStart.remove(slot);
    }

    @Override
    public void clear() {
      atStart.clear();
      for (int page = 0; page < pageBound(); page++) {
        release(page);
      }
    }

    /** Ends an epoch: no object may differ that was not asked for to change. */
    void startEpoch(long newEpoch) {
      atStart.keySet().forEach(slot -> check(slot, resident(Pages.page(slot))));
      atStart.clear();
      for (int page = 0; page < pageBound(); page++) {
        Object[] content = resident(page);
        for (int place = 0; content != null && place < Pages.SIZE; place++) {
          if (content[place] != null) {
            atStart.put(page << Pages.SHIFT | place, bytes(content[place]));
          }
        }
      }
      advanceEpoch(newEpoch);
    }

    private void check(int slot, Object @Nullable [] content) {
      byte[] before = atStart.get(slot);
      if (before != null
          && (content == null || !Arrays.equals(before, bytes(content[Pages.offset(slot)])))) {
        throw new AssertionError(
            "column '"
                + name
                + "': the object at slot "
                + slot
                + " was changed in place before it was asked for with change(…) in this epoch. A"
                + " snapshot of the moment before would hold the change.");
      }
    }

    @SuppressWarnings("unchecked") // the column holds nothing else
    private byte[] bytes(Object object) {
      DataWriter out = DataWriter.create();
      codec.write((T) object, out);
      return out.toByteArray();
    }
  }
}
