package io.millrace.state.rocksdb;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.Pages;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/** Turns frozen pages into rows, a page at a time. The snapshot's writer only. */
final class RowCollector {
  private final FrozenStore frozen;
  private final int groups;
  private final @Nullable Codec<Object> keyCodec;
  private final RowFormat format = new RowFormat();
  private final DataWriter keyBytes = DataWriter.create();
  private final DataWriter key = DataWriter.create();
  private final DataWriter value = DataWriter.create();
  private int keyHash;

  RowCollector(FrozenStore frozen, int groups, @Nullable Codec<Object> keyCodec) {
    this.frozen = frozen;
    this.groups = groups;
    this.keyCodec = keyCodec;
  }

  /** Adds the wanted rows of keys of one page of slots, and lets go of that page. */
  void keys(int page, RowBatch into) {
    byte[] wanted = frozen.wanted();
    int from = page << Pages.SHIFT;
    int end = Math.min(wanted.length, from + Pages.SIZE);
    for (int slot = from; slot < end; slot++) {
      if ((wanted[slot] & Slots.CHANGED) == 0) {
        continue;
      }
      long life = frozen.life(slot);
      if (life == 0) {
        continue; // what was stored for a key that went is deleted by the outbox
      }
      keyRow(slot);
      if (!frozen.inUse(slot)) {
        into.delete(key); // it was only looked up
        continue;
      }
      value.reset();
      RowFormat.begin(life, value);
      for (FrozenColumn column : frozen.plain()) {
        format.append(column.entry(), column.page(page), slot, value);
      }
      into.put(key, value);
    }
    for (FrozenColumn column : frozen.plain()) {
      column.done(page);
    }
  }

  /** Adds the rows of one page of a column with a namespace, and lets go of that page. */
  void values(FrozenStore.FrozenNamespace namespaced, int page, RowBatch into) {
    FrozenColumn column = namespaced.column();
    Object content = column.page(page);
    if (content == null) {
      return;
    }
    boolean stored = namespaced.stored().get(page);
    for (int at = 0; at < Pages.SIZE; at++) {
      int slot = page << Pages.SHIFT | at;
      boolean holds = RowFormat.holds(column.entry().kind(), content, at);
      if (!holds && !stored) {
        continue;
      }
      long life = frozen.life(slot);
      if (life == 0) {
        continue;
      }
      valueRow(column, slot);
      if (holds) {
        value.reset();
        RowFormat.beginValue(life, value);
        format.appendAlone(column.entry(), content, slot, value);
        into.put(key, value);
      } else {
        into.delete(key);
      }
    }
    column.done(page);
  }

  /** The bytes of a slot's key, without what goes before it in a row; and sets the hash. */
  DataWriter keyAt(int slot) {
    Object page = frozen.keys().page(Pages.page(slot));
    keyBytes.reset();
    if (page instanceof long[] longs) {
      long number = longs[Pages.offset(slot)];
      keyHash = Long.hashCode(number);
      keyBytes.writeFixedLong(number ^ Long.MIN_VALUE);
    } else if (page instanceof Object[] objects && keyCodec != null) {
      Object object = objects[Pages.offset(slot)];
      keyHash = object.hashCode();
      keyCodec.write(object, keyBytes);
    } else {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "the type of the keys is not known, so they cannot be stored. Give keyBy(…) the type of"
              + " its key.");
    }
    return keyBytes;
  }

  private void keyRow(int slot) {
    keyAt(slot);
    key.reset();
    RowKeys.keyPrefix(KeyGroupRange.groupOf(keyHash, groups), key);
    key.writeRaw(keyBytes);
  }

  private void valueRow(FrozenColumn column, int slot) {
    keyAt(slot);
    key.reset();
    RowKeys.valuePrefix(column.entry().id(), column.namespace(), key);
    RowKeys.group(KeyGroupRange.groupOf(keyHash, groups), key);
    key.writeRaw(keyBytes);
  }
}
