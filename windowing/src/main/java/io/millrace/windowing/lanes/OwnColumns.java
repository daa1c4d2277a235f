package io.millrace.windowing.lanes;

import io.millrace.api.backend.DoubleColumn;
import io.millrace.api.backend.LongColumn;
import io.millrace.api.backend.ObjectColumn;
import org.jspecify.annotations.Nullable;

/**
 * Columns that belong to an operator and not to its store: for what can be made again from the
 * columns of the store, and so has no place in a snapshot. A slot that is given to another key
 * keeps what was there, so whoever uses them sets it back. All pages stay in memory until the
 * operator is gone.
 */
public final class OwnColumns {
  private OwnColumns() {}

  /** A column of longs. */
  public static LongColumn longs() {
    return new Longs();
  }

  /** A column of doubles. */
  public static DoubleColumn doubles() {
    return new Doubles();
  }

  /** A column of objects. */
  public static <T> ObjectColumn<T> objects() {
    return new Objects<>();
  }

  private static final class Longs extends LongColumn {
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
  }

  private static final class Doubles extends DoubleColumn {
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
  }

  private static final class Objects<T> extends ObjectColumn<T> {
    @Override
    protected Object @Nullable [] load(int page) {
      return null;
    }

    @Override
    protected Object[] beforeWrite(int page, Object[] content) {
      return content;
    }

    @Override
    public void clear() {
      for (int page = 0; page < pageBound(); page++) {
        release(page);
      }
    }
  }
}
