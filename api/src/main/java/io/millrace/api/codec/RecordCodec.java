package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record: one bit for each component that can be null, then the components that are not null, in
 * order. Immutable.
 */
final class RecordCodec extends DerivedCodec<Object> {
  /*
   * Accessors and constructor are method handles, found once. Components that are int, long, double or boolean are written
   * without boxing; reading boxes them, as the constructor takes an array of objects. A record without components
   * still takes a byte, because every value must (see Codec).
   */
  private static final Object[] NO_VALUES = {};

  private final Class<?> type;
  private final MethodHandle constructor;
  private final List<Component> components;
  private final int nullBits;
  private final int nullBytes;

  /** A component and how to get at it; {@code nullBit} is -1 if it is primitive. */
  record Component(
      RecordComponent of,
      String name,
      Class<?> type,
      MethodHandle accessor,
      Codec<Object> codec,
      int nullBit,
      boolean direct) {}

  private RecordCodec(
      Class<?> type, MethodHandle constructor, List<Component> components, int nullBits) {
    this.type = type;
    this.constructor = constructor;
    this.components = List.copyOf(components);
    this.nullBits = nullBits;
    this.nullBytes = components.isEmpty() ? 1 : (nullBits + 7) / 8;
  }

  /**
   * Links the record's accessors and constructor to the codecs of its components.
   *
   * @throws ReflectiveOperationException or {@link RuntimeException} if the record cannot be
   *     reached by reflection
   */
  static RecordCodec link(Class<?> type, List<Codec<Object>> codecs)
      throws ReflectiveOperationException {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> canonical = type.getDeclaredConstructor(types);
    canonical.setAccessible(true);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodHandle constructor =
        lookup
            .unreflectConstructor(canonical)
            .asSpreader(Object[].class, types.length)
            .asType(MethodType.methodType(Object.class, Object[].class));
    List<Component> components = new ArrayList<>();
    int nullBits = 0;
    for (int i = 0; i < parts.length; i++) {
      Method accessor = parts[i].getAccessor();
      accessor.setAccessible(true);
      boolean direct = isDirect(types[i]) && codecs.get(i) instanceof LeafCodec<?>;
      Class<?> seenAs = direct ? types[i] : Object.class;
      MethodHandle handle =
          lookup.unreflect(accessor).asType(MethodType.methodType(seenAs, Object.class));
      int nullBit = types[i].isPrimitive() ? -1 : nullBits++;
      components.add(
          new Component(
              parts[i], parts[i].getName(), types[i], handle, codecs.get(i), nullBit, direct));
    }
    return new RecordCodec(type, constructor, components, nullBits);
  }

  private static boolean isDirect(Class<?> type) {
    return type == int.class || type == long.class || type == double.class || type == boolean.class;
  }

  @Override
  public void write(Object value, DataWriter out) {
    if (!type.isInstance(value)) {
      throw mismatch(type, value);
    }
    int bits = out.reserve(nullBytes);
    for (Component component : components) {
      if (component.direct()) {
        writeDirect(component, value, out);
        continue;
      }
      Object part = get(component, value);
      if (part != null) {
        component.codec().write(part, out);
      } else {
        out.setBit(bits, component.nullBit());
      }
    }
  }

  private static @Nullable Object get(Component component, Object value) {
    try {
      return (Object) component.accessor().invokeExact(value);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Writes a primitive without boxing, in the format of its codec. */
  private static void writeDirect(Component component, Object value, DataWriter out) {
    MethodHandle accessor = component.accessor();
    Class<?> type = component.type();
    try {
      if (type == int.class) {
        out.writeInt((int) accessor.invokeExact(value));
      } else if (type == long.class) {
        out.writeLong((long) accessor.invokeExact(value));
      } else if (type == double.class) {
        out.writeDouble((double) accessor.invokeExact(value));
      } else {
        out.writeBoolean((boolean) accessor.invokeExact(value));
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private static MillraceException impossible(Throwable cause) {
    return new MillraceException(
        ApiError.BUG,
        "a record's accessor threw a checked exception, which Java forbids. Report this.",
        cause);
  }

  @Override
  public Object read(DataReader in) {
    int bits = in.skip(nullBytes);
    for (int i = nullBits; i < 8 * nullBytes; i++) {
      if (in.bit(bits, i)) {
        throw in.corrupt("a null bit is set that no component of " + type.getTypeName() + " has");
      }
    }
    int count = components.size();
    @Nullable Object[] values = count == 0 ? NO_VALUES : new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      Component component = components.get(i);
      boolean isNull = component.nullBit() >= 0 && in.bit(bits, component.nullBit());
      values[i] = isNull ? null : component.codec().read(in);
    }
    return construct(values, in);
  }

  Object construct(@Nullable Object[] values, DataReader in) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw in.corrupt(
          "the constructor of " + type.getTypeName() + " refuses the decoded components", e);
    }
  }

  List<Component> components() {
    return components;
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("record");
    return new ReadingCodec<>(this, new StoredRecord(this, stored));
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return trail.define(this, "record", Types.name(type), () -> fields(trail));
  }

  private List<CodecSchema.Field> fields(SchemaTrail trail) {
    List<CodecSchema.Field> fields = new ArrayList<>();
    for (Component component : components) {
      fields.add(trail.field(component.name(), component.nullBit() >= 0, component.codec()));
    }
    return fields;
  }
}
