package io.millrace.state.memory;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoreSpec;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * Takes one image into a store: its keys get slots here, what lies at their places is kept for the
 * operator to ask for. The store's thread.
 */
final class Restorer {
  private static final int BATCH = 1024;

  private final StoreSpec spec;
  private final SlotKeys keys;
  private final Slots slots;
  private final Restored restored;

  /** By place: slot + 1; 0 for a key that is not ours. */
  private final NumberPages slotOf = new NumberPages();

  private final long[] longs = new long[BATCH];
  private final @Nullable Object[] objects = new @Nullable Object[BATCH];
  private final int[] places = new int[BATCH];
  private final int[] counts = new int[BATCH];
  private final int[] found = new int[BATCH];
  private int batch;

  /** Keys look different now than when they were stored, and so may their hash codes. */
  private boolean evolved;

  Restorer(StoreSpec spec, SlotKeys keys, Slots slots, Restored restored) {
    this.spec = spec;
    this.keys = keys;
    this.slots = slots;
    this.restored = restored;
  }

  void take(StateImage image) {
    check(image);
    takeKeys(image);
    for (StateImage.StoredColumn column : image.columns()) {
      takeColumn(image, column);
    }
    for (StateImage.StoredTimers table : image.timers()) {
      image.timers(
          table,
          (timeMs, place, tag) -> {
            int slot = slot(place);
            if (slot >= 0) {
              restored.of(table).add(slot, timeMs, tag);
              slots.retain(slot, 1); // until the operator asks for the timers
            }
          });
    }
  }

  private void check(StateImage image) {
    if (image.range().groups() != spec.range().groups()) {
      throw incompatible(
          "has "
              + image.range().groups()
              + " key groups, the job has "
              + spec.range().groups()
              + ". The number is fixed for the life of a job");
    }
    if (image.longKeys() != spec.longKeys()) {
      throw incompatible(
          "has "
              + (image.longKeys() ? "long" : "object")
              + " keys, the program has "
              + (spec.longKeys() ? "long" : "object")
              + " keys");
    }
  }

  private void takeKeys(StateImage image) {
    Codec<?> codec = spec.longKeys() ? null : keyCodec(image.keySchema());
    evolved = codec != null && codec != spec.keyCodec();
    image.keys(
        new StateImage.KeyReceiver() {
          @Override
          public void key(int place, long key, int retained) {
            if (owned(Long.hashCode(key), image.range())) {
              longs[batch] = key;
              addKey(place, retained);
            }
          }

          @Override
          public void key(int place, DataReader in, int retained) {
            Object key = codec == null ? null : codec.read(in);
            if (key != null && owned(key.hashCode(), image.range())) {
              objects[batch] = key;
              addKey(place, retained);
            }
          }
        });
    resolve();
  }

  private Codec<?> keyCodec(@Nullable CodecSchema schema) {
    Codec<?> codec = spec.keyCodec();
    if (codec == null) {
      throw Freezer.noCodec(spec.operatorId(), Role.KEYS, "");
    }
    return schema == null
        ? codec
        : CodecEvolution.keyReader(
            codec, schema, "the key of operator '" + spec.operatorId() + "'");
  }

  /** True if the key belongs to this store; it must belong to the stored one, as it was then. */
  private boolean owned(int hashCode, KeyGroupRange stored) {
    int group = KeyGroupRange.groupOf(hashCode, stored.groups());
    if (!evolved && (group < stored.from() || group >= stored.to())) {
      throw incompatible(
          "holds a key of group "
              + group
              + " among those of groups "
              + stored.from()
              + " to "
              + (stored.to() - 1)
              + ". The hashCode of a key must be the same in every process: use records, strings"
              + " or numbers, no enums or identities");
    }
    return group >= spec.range().from() && group < spec.range().to();
  }

  private void addKey(int place, int retained) {
    if (place < 0 || retained < 0) {
      throw incompatible("holds a key at place " + place + " that is retained " + retained);
    }
    places[batch] = place;
    counts[batch] = retained;
    if (++batch == BATCH) {
      resolve();
    }
  }

  private void resolve() {
    int before = slots.size();
    if (spec.longKeys()) {
      keys.resolve(longs, batch, found);
    } else {
      keys.resolve(objects, batch, found);
    }
    if (evolved && slots.size() != before + batch) {
      throw incompatible("has keys that differed when they were stored and are equal now");
    }
    for (int i = 0; i < batch; i++) {
      slotOf.set(places[i], found[i] + 1L);
      slots.retain(found[i], counts[i]);
    }
    batch = 0;
  }

  private int slot(int place) {
    return (int) slotOf.get(place) - 1;
  }

  private void takeColumn(StateImage image, StateImage.StoredColumn column) {
    image.values(
        column,
        new StateImage.ValueReceiver() {
          private @Nullable RestoredValues values;

          @Override
          public void value(int place, long value) {
            add(place, value);
          }

          @Override
          public void value(int place, double value) {
            add(place, Double.doubleToRawLongBits(value));
          }

          @Override
          public void value(int place, DataReader value) {
            int slot = slot(place);
            if (slot >= 0) {
              values().add(slot, 0, value);
            }
          }

          private void add(int place, long value) {
            int slot = slot(place);
            if (slot >= 0) {
              values().add(slot, value);
            }
          }

          /** Made when the first value is ours: a column without one does not exist here. */
          private RestoredValues values() {
            RestoredValues known = values;
            if (known == null) {
              known = restored.of(column);
              values = known;
            }
            return known;
          }
        });
  }

  private MillraceException incompatible(String seen) {
    return new MillraceException(
        ApiError.STATE_INCOMPATIBLE,
        "the stored state of operator '"
            + spec.operatorId()
            + "' "
            + seen
            + ". Change the program back, or start without this state.");
  }
}
