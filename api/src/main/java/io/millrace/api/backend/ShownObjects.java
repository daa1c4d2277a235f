package io.millrace.api.backend;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page of objects that may change in place, as a snapshot shows it: for backends. The owner goes
 * on with the same array, and before it changes or replaces the object at a place says so ({@link
 * #keep}); the writer of the snapshot takes the objects place by place, rising. The first to come
 * encodes, one object at a time, so neither waits for more than that, and nothing is copied that
 * does not change.
 *
 * <p>Thread-safe, for one owner and one writer.
 */
public final class ShownObjects {
  /** What was kept of a place without an object. */
  private static final Object EMPTY = new Object();

  private static final int SHIFT = Pages.SHIFT / 2;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final @Nullable Object[][] NONE = new Object[0][];
  private static final @Nullable Object[] NONE_IN_GROUP = new Object[0];

  private final Codec<Object> codec;
  private Object @Nullable [] content;

  /** By place, in groups, the bytes of what the owner kept; groups are made when needed. */
  private @Nullable Object[][] kept = NONE;

  /** The places before it are the writer's no more. */
  private int next;

  private @Nullable RuntimeException failure;

  /** Shows an array as it is now. */
  @SuppressWarnings("unchecked") // the column's spec says that its codec fits
  public ShownObjects(Object[] content, Codec<?> codec) {
    this.content = content;
    this.codec = (Codec<Object>) codec;
  }

  /** For the writer: whether there is an object at a place. */
  public synchronized boolean holds(int place) {
    Object[] shown = content;
    Object before = keptAt(place);
    return shown != null && (before == null ? shown[place] != null : before != EMPTY);
  }

  /**
   * For the owner: the object at that place may be changed or replaced from now on. A codec that
   * fails makes the snapshot fail, not the operator that goes on.
   */
  @SuppressWarnings("CatchingUnchecked") // a user's codec may throw anything; write() reports it
  public synchronized void keep(int place, DataWriter scratch) {
    Object[] shown = content;
    if (shown == null || place < next || keptAt(place) != null) {
      return;
    }
    Object object = shown[place];
    if (object == null) {
      keep(place, EMPTY);
      return;
    }
    try {
      scratch.reset();
      codec.write(object, scratch);
      keep(place, scratch.toByteArray());
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /** For the owner: all objects may be changed or replaced from now on. */
  public void keepAll(DataWriter scratch) {
    for (int place = 0; place < Pages.SIZE; place++) {
      keep(place, scratch);
    }
  }

  /** For the writer: appends the object at a place; false if there is none. */
  public synchronized boolean write(int place, DataWriter out) {
    if (failure != null) {
      throw failure;
    }
    if (!holds(place)) {
      next = place + 1;
      return false;
    }
    Object[] shown = content;
    if (keptAt(place) instanceof byte[] encoded) {
      out.writeRaw(encoded, 0, encoded.length);
    } else if (shown != null) {
      codec.write(shown[place], out);
    }
    next = place + 1;
    return true;
  }

  /** For the writer: nothing is read any more. */
  public synchronized void finish() {
    content = null;
    kept = NONE;
  }

  private @Nullable Object keptAt(int place) {
    if (kept.length == 0) {
      return null;
    }
    @Nullable Object[] group = kept[place >>> SHIFT];
    return group.length == 0 ? null : group[place & MASK];
  }

  private void keep(int place, Object what) {
    if (kept.length == 0) {
      kept = new Object[Pages.SIZE >>> SHIFT][];
      Arrays.fill(kept, NONE_IN_GROUP);
    }
    if (kept[place >>> SHIFT].length == 0) {
      kept[place >>> SHIFT] = new Object[MASK + 1];
    }
    kept[place >>> SHIFT][place & MASK] = what;
  }
}
