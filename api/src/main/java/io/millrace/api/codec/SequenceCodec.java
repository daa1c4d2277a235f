package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list, set or object array. The format is the number of elements, shifted by one to carry a
 * flag, then the elements. Only if the flag says that there are nulls, each element follows a byte
 * that tells whether it is there.
 *
 * <p>What is read cannot be modified (but an array can), keeps the order and may hold nulls.
 * Immutable.
 */
final class SequenceCodec extends DerivedCodec<Object> {
  private final Class<?> type;
  private final Codec<Object> element;

  /**
   * {@code type} is {@code List}, {@code Collection}, {@code Iterable}, {@code Set} or an array
   * class.
   */
  SequenceCodec(Class<?> type, Codec<Object> element) {
    this.type = type;
    this.element = element;
  }

  @Override
  public void write(Object value, DataWriter out) {
    if (!type.isInstance(value)) {
      throw mismatch(type, value);
    }
    @Nullable Object[] elements = elements(value);
    boolean nulls = hasNull(elements);
    writeFlaggedLength(elements.length, nulls, out);
    for (Object each : elements) {
      writeElement(each, nulls, element, out);
    }
  }

  /**
   * A copy taken at once, so that a collection which others change cannot contradict its own
   * length.
   */
  private static @Nullable Object[] elements(Object value) {
    if (value instanceof Object[] array) {
      return array;
    }
    if (value instanceof Collection<?> collection) {
      return collection.toArray();
    }
    List<@Nullable Object> copy = new ArrayList<>();
    ((Iterable<?>) value).forEach(copy::add);
    return copy.toArray();
  }

  static boolean hasNull(@Nullable Object[] elements) {
    for (Object each : elements) {
      if (each == null) {
        return true;
      }
    }
    return false;
  }

  static void writeFlaggedLength(int length, boolean flag, DataWriter out) {
    if (length >= 1 << 30) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a collection has " + length + " elements, at most 2^30 - 1 can be written. Split it.");
    }
    out.writeLength((length << 1) | (flag ? 1 : 0));
  }

  static void writeElement(
      @Nullable Object value, boolean nulls, Codec<Object> codec, DataWriter out) {
    if (nulls) {
      out.writeBoolean(value != null);
    }
    if (value != null) {
      codec.write(value, out);
    }
  }

  static @Nullable Object readElement(boolean nulls, Codec<Object> codec, DataReader in) {
    return nulls && !in.readBoolean() ? null : codec.read(in);
  }

  @Override
  public Object read(DataReader in) {
    int flagged = in.readFlaggedLength(1);
    boolean nulls = (flagged & 1) == 1;
    Class<?> component = type.isArray() ? type.getComponentType() : Object.class;
    @Nullable Object[] elements = (Object[]) Array.newInstance(component, flagged >>> 1);
    for (int i = 0; i < elements.length; i++) {
      elements[i] = readElement(nulls, element, in);
    }
    if (type.isArray()) {
      return elements;
    }
    List<@Nullable Object> list = Arrays.asList(elements);
    return type == Set.class ? toSet(list, in) : Collections.unmodifiableList(list);
  }

  private static Object toSet(List<@Nullable Object> elements, DataReader in) {
    Set<@Nullable Object> set = new LinkedHashSet<>(elements);
    if (set.size() != elements.size()) {
      throw in.corrupt("a set has equal elements");
    }
    return Collections.unmodifiableSet(set);
  }

  private String id() {
    return type.isArray() ? "array" : type == Set.class ? "set" : "list";
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect(id());
    return new SequenceCodec(
        type,
        type == Set.class
            ? stored.distinctPart("element", element)
            : stored.part("element", element));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return new CodecSchema(id(), "", 1, List.of(trail.field("element", true, element)));
  }
}
