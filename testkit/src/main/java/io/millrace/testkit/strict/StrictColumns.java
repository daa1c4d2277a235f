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

  /** Knows of each page how its objects looked in bytes when the epoch began. */
  static final class Objects<T> extends ObjectColumn<T> {
    private final String name;
    private final Codec<T> codec;
    private final Map<Integer, byte[]> atStart = new HashMap<>();

    Objects(String name, Codec<T> codec) {
      this.name = name;
      this.codec = codec;
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
      check(page, content);
      return content;
    }

    @Override
    public void clear() {
      atStart.clear();
      for (int page = 0; page < pageBound(); page++) {
        release(page);
      }
    }

    /** Ends an epoch: no page may differ that was not asked for to write. */
    void startEpoch(long newEpoch) {
      for (int page = 0; page < pageBound(); page++) {
        Object[] content = resident(page);
        if (content != null) {
          if (writtenIn(page) != epoch()) {
            check(page, content);
          }
          atStart.put(page, bytes(content));
        }
      }
      advanceEpoch(newEpoch);
    }

    private void check(int page, Object[] content) {
      byte[] before = atStart.get(page);
      if (before != null && !Arrays.equals(before, bytes(content))) {
        throw new AssertionError(
            "column '"
                + name
                + "': an object on page "
                + page
                + " was changed in place before the page was asked for with writable(…) in this"
                + " epoch. A snapshot of the moment before would hold the change.");
      }
    }

    @SuppressWarnings("unchecked") // the column holds nothing else
    private byte[] bytes(Object[] content) {
      DataWriter out = DataWriter.create();
      for (int place = 0; place < Pages.SIZE; place++) {
        if (content[place] != null) {
          out.writeInt(place);
          codec.write((T) content[place], out);
        }
      }
      return out.toByteArray();
    }
  }
}
