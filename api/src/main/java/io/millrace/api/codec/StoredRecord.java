package io.millrace.api.codec;

import io.millrace.api.codec.RecordCodec.Component;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record as it was stored into one of today: component by component in the order they were
 * stored, those that are gone skipped, those that are new as {@link Defaults} says. Immutable.
 */
final class StoredRecord implements Function<DataReader, Object> {
  private final RecordCodec target;
  private final List<Part> parts = new ArrayList<>();
  private final StoredFormat stored;
  private final List<String> added = new ArrayList<>();
  private final @Nullable Object[] defaults;
  private final int nullBits;
  private final int nullBytes;

  /**
   * A component that was stored.
   *
   * @param place where it goes, or {@link Renames#GONE}
   * @param nullBit -1 if it could not be null
   */
  private record Part(
      int place, int nullBit, Function<DataReader, ? extends @Nullable Object> reader) {}

  StoredRecord(RecordCodec target, StoredFormat stored) {
    this.target = target;
    this.stored = stored;
    List<Component> components = target.components();
    List<CodecSchema.Field> fields = stored.schema().fields();
    int[] places =
        Renames.find(stored, components.stream().map(c -> Renames.of(c.name(), c.of())).toList());
    boolean[] known = new boolean[components.size()];
    int bits = 0;
    for (int i = 0; i < places.length; i++) {
      CodecSchema.Field field = fields.get(i);
      int nullBit = field.nullable() ? bits++ : -1;
      StoredFormat format = stored.at(field);
      if (places[i] == Renames.GONE) {
        refuseLoss(stored, field.name());
        Skipping.Skip skip = Skipping.of(format);
        parts.add(new Part(Renames.GONE, nullBit, in -> past(skip, in)));
      } else {
        Component component = components.get(places[i]);
        if (nullBit >= 0 && component.nullBit() < 0) {
          throw format.refuse("null could be stored, and a primitive cannot be null");
        }
        known[places[i]] = true;
        parts.add(new Part(places[i], nullBit, format.as(component.codec())::read));
      }
    }
    nullBits = bits;
    nullBytes = fields.isEmpty() ? 1 : (bits + 7) / 8;
    defaults = new @Nullable Object[known.length];
    for (int i = 0; i < known.length; i++) {
      if (!known[i]) {
        refuseLookalike(stored, components.get(i), places);
        defaults[i] = Defaults.of(components.get(i).of(), stored);
        added.add(components.get(i).name());
      }
    }
  }

  private static @Nullable Object past(Skipping.Skip skip, DataReader in) {
    skip.past(in);
    return null;
  }

  private static void refuseLoss(StoredFormat stored, String name) {
    if (stored.distinct()) {
      throw stored.refuse(
          "component '" + name + "' is gone, and without it two keys could become one");
    }
  }

  /** A component that is gone and one that is new and alike may be one that was renamed. */
  private static void refuseLookalike(StoredFormat stored, Component added, int[] places) {
    if (added.of().isAnnotationPresent(WhenMissing.class)
        || added.of().isAnnotationPresent(Was.class)) {
      return;
    }
    String now = added.codec().schema().id();
    for (int i = 0; i < places.length; i++) {
      CodecSchema.Field field = stored.schema().fields().get(i);
      String then = stored.at(field).schema().id();
      if (places[i] == Renames.GONE && (then.equals(now) || Widening.of(then, now) != null)) {
        throw stored.refuse(
            "component '"
                + field.name()
                + "' is gone and '"
                + added.name()
                + "' is new and alike. If it has a new name only, say @Was(\""
                + field.name()
                + "\"); if it is another one, say @Was({}) or give its value with @WhenMissing");
      }
    }
  }

  @Override
  public Object apply(DataReader in) {
    int bits = in.skip(nullBytes);
    for (int i = nullBits; i < 8 * nullBytes; i++) {
      if (in.bit(bits, i)) {
        throw in.corrupt("a null bit is set that no stored component has");
      }
    }
    @Nullable Object[] values = defaults.clone();
    for (Part part : parts) {
      boolean isNull = part.nullBit() >= 0 && in.bit(bits, part.nullBit());
      Object value = isNull ? null : part.reader().apply(in);
      if (part.place() != Renames.GONE) {
        values[part.place()] = value;
      }
    }
    try {
      return target.construct(values, in);
    } catch (MillraceException e) {
      throw added.isEmpty() ? e : refused(e);
    }
  }

  /** Not damage: what was stored has been read, and what is new does not go with it. */
  private MillraceException refused(MillraceException cause) {
    MillraceException refusal =
        stored.refuse(
            "the constructor refuses stored values to which the new "
                + (added.size() == 1 ? "component " : "components ")
                + String.join(", ", added)
                + " had to be added; give a value that it takes with @WhenMissing(\"…\")");
    refusal.addSuppressed(cause);
    return refusal;
  }
}
