package io.millrace.api.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How an earlier version of a record may have been stored: a random change, done backwards. Values
 * are plain data: a record is a map by name, a constant its name. Naive; knows the format of bytes
 * and the rules of {@code docs/evolution.md} by itself.
 */
final class ChangedFormat {
  private static final Map<Class<?>, List<Class<?>>> NARROWER =
      Map.of(
          Short.class, List.of(Byte.class),
          Integer.class, List.of(Byte.class, Short.class),
          Long.class, List.of(Byte.class, Short.class, Integer.class),
          Float.class, List.of(Byte.class, Short.class),
          Double.class, List.of(Byte.class, Short.class, Integer.class, Float.class));
  private static final Map<Class<?>, Class<?>> BOXES =
      Map.of(
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          boolean.class, Boolean.class);
  private static final List<Class<?>> SIMPLE =
      List.of(Integer.class, Long.class, Double.class, Boolean.class, String.class);

  /** A part of it. */
  private interface Part {
    CodecSchema schema();

    Object value();

    void write(Object value, DataWriter out);

    Object now(Object value);
  }

  /** A component that was stored; {@code now} is its name today, null if it is gone. */
  private record Field(String then, @Nullable String now, boolean nullable, Part part) {}

  private final Random random;
  private final Part whole;
  private @Nullable String refused;

  /** Changes that record, which is a key or a value. */
  ChangedFormat(Class<?> type, Random random, boolean key) {
    this.random = random;
    this.whole = recordOf(type, key);
  }

  CodecSchema schema() {
    return whole.schema();
  }

  /** Why it cannot be read; null if it can. */
  @Nullable String refused() {
    return refused;
  }

  Object value() {
    return whole.value();
  }

  byte[] bytes(Object value) {
    DataWriter out = DataWriter.create();
    whole.write(value, out);
    return out.toByteArray();
  }

  /** What the value is after the change. */
  Object now(Object value) {
    return whole.now(value);
  }

  /** Something that was read, as plain data. */
  static @Nullable Object plain(@Nullable Object read) {
    if (read instanceof Record) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (RecordComponent component : read.getClass().getRecordComponents()) {
        try {
          component.getAccessor().setAccessible(true);
          map.put(component.getName(), plain(component.getAccessor().invoke(read)));
        } catch (ReflectiveOperationException e) {
          throw new AssertionError(e);
        }
      }
      return map;
    }
    if (read instanceof Enum<?> constant) {
      return constant.name();
    }
    if (read instanceof Optional<?> optional) {
      return optional.map(ChangedFormat::plain);
    }
    if (read instanceof Collection<?> many) {
      Collection<@Nullable Object> all =
          read instanceof Set<?> ? new LinkedHashSet<>() : new ArrayList<>();
      many.forEach(each -> all.add(plain(each)));
      return all;
    }
    return read;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private Part part(Type type, boolean apart) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      return generic.getRawType() == Optional.class
          ? optional(part(element, apart))
          : many(generic.getRawType() == Set.class, element, apart);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isRecord()) {
      return recordOf(raw, apart);
    }
    return raw.isEnum() ? constants(raw) : simple(BOXES.getOrDefault(raw, raw));
  }

  private Part recordOf(Class<?> type, boolean apart) {
    List<Field> fields = new ArrayList<>();
    Map<String, @Nullable Object> missing = new LinkedHashMap<>();
    List<Class<?>> unnamed = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Was was = component.getAnnotation(Was.class);
      if (oneIn(6)) {
        missing.put(component.getName(), initial(component));
        if (was == null && !component.isAnnotationPresent(WhenMissing.class)) {
          unnamed.add(BOXES.getOrDefault(component.getType(), component.getType()));
        }
      } else {
        boolean old = was != null && was.value().length > 0 && random.nextBoolean();
        Part part = part(component.getGenericType(), apart);
        boolean nullable = !component.getType().isPrimitive();
        if (!nullable && oneIn(60)) {
          nullable = true;
          refused = component.getName() + " could be null";
        }
        String then = old && was != null ? was.value()[0] : component.getName();
        fields.add(new Field(then, component.getName(), nullable, part));
      }
    }
    if (oneIn(4)) {
      Class<?> gone = SIMPLE.get(random.nextInt(SIMPLE.size()));
      fields.add(new Field("gone", null, random.nextBoolean(), stored(gone, gone)));
      if (apart) {
        refused = "a key loses a component";
      }
      for (Class<?> added : unnamed) {
        if (added == gone || NARROWER.getOrDefault(added, List.of()).contains(gone)) {
          refused = "what is gone and what is new are alike";
        }
      }
    }
    Collections.shuffle(fields, random);
    return new StoredRecordPart(fields, missing);
  }

  private @Nullable Object initial(RecordComponent component) {
    Class<?> type = component.getType();
    WhenMissing text = component.getAnnotation(WhenMissing.class);
    if (text != null) {
      return type == long.class
          ? (Object) Long.valueOf(text.value())
          : type == double.class ? (Object) Double.valueOf(text.value()) : text.value();
    }
    if (type == boolean.class) {
      return false;
    }
    if (type.isPrimitive()) {
      return converted(0, BOXES.getOrDefault(type, type));
    }
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == List.class || type == Set.class) {
      return type == List.class ? List.of() : Set.of();
    }
    if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      refused = component.getName() + " is new, and nothing says what it is";
    }
    return null;
  }

  private static Object converted(Number number, Class<?> type) {
    return switch (type.getSimpleName()) {
      case "Byte" -> number.byteValue();
      case "Short" -> number.shortValue();
      case "Integer" -> number.intValue();
      case "Long" -> number.longValue();
      case "Float" -> number.floatValue();
      case "Double" -> number.doubleValue();
      default -> throw new AssertionError(type);
    };
  }

  private Part simple(Class<?> now) {
    List<Class<?>> narrower = NARROWER.getOrDefault(now, List.of());
    if (oneIn(60)) {
      Class<?> other = SIMPLE.get(random.nextInt(SIMPLE.size()));
      if (other != now && !narrower.contains(other)) {
        refused = other + " is not exactly " + now;
      }
      return stored(other, now);
    }
    boolean widened = !narrower.isEmpty() && random.nextBoolean();
    return stored(widened ? narrower.get(random.nextInt(narrower.size())) : now, now);
  }

  @SuppressWarnings("unchecked") // values are of the codec's type
  private Part stored(Class<?> then, Class<?> now) {
    Codec<Object> codec = (Codec<Object>) Codecs.of(then);
    return new Part() {
      @Override
      public CodecSchema schema() {
        return codec.schema();
      }

      @Override
      public Object value() {
        if (then == String.class) {
          return "s" + random.nextInt(1_000);
        }
        return then == Boolean.class
            ? (Object) random.nextBoolean()
            : then == Float.class || then == Double.class
                ? converted(random.nextGaussian(), then)
                : converted(random.nextLong(), then);
      }

      @Override
      public void write(Object value, DataWriter out) {
        codec.write(value, out);
      }

      @Override
      public Object now(Object value) {
        return value instanceof Number number ? converted(number, now) : value;
      }
    };
  }

  private Part constants(Class<?> type) {
    List<String> now = new ArrayList<>();
    Arrays.stream(type.getEnumConstants()).forEach(each -> now.add(((Enum<?>) each).name()));
    Collections.shuffle(now, random);
    List<String> then = new ArrayList<>(now.subList(0, 1 + random.nextInt(now.size())));
    then.replaceAll(name -> name.equals("BLUE") && random.nextBoolean() ? "AZURE" : name);
    if (oneIn(20)) {
      then.add("GONE");
      refused = "a constant is gone";
    }
    return new Part() {
      @Override
      public CodecSchema schema() {
        CodecSchema constant = CodecSchema.leaf("constant", 1);
        return new CodecSchema(
            "enum", "Then", 1, then.stream().map(n -> CodecSchema.part(n, constant)).toList());
      }

      @Override
      public Object value() {
        return then.get(random.nextInt(then.size()));
      }

      @Override
      public void write(Object value, DataWriter out) {
        out.writeLength(then.indexOf(value));
      }

      @Override
      public Object now(Object value) {
        return value.equals("AZURE") ? "BLUE" : value;
      }
    };
  }

  private Part optional(Part of) {
    return new Part() {
      @Override
      public CodecSchema schema() {
        return new CodecSchema("optional", "", 1, List.of(CodecSchema.part("value", of.schema())));
      }

      @Override
      public Object value() {
        return random.nextBoolean() ? Optional.empty() : Optional.of(of.value());
      }

      @Override
      public void write(Object value, DataWriter out) {
        Optional<?> optional = (Optional<?>) value;
        out.writeBoolean(optional.isPresent());
        optional.ifPresent(each -> of.write(each, out));
      }

      @Override
      public Object now(Object value) {
        return ((Optional<?>) value).map(of::now);
      }
    };
  }

  private Part many(boolean set, Type element, boolean apart) {
    Part of = part(element, apart || set);
    return new Part() {
      @Override
      public CodecSchema schema() {
        return new CodecSchema(
            set ? "set" : "list",
            "",
            1,
            List.of(new CodecSchema.Field("element", true, of.schema())));
      }

      private Collection<Object> empty() {
        return set ? new LinkedHashSet<>() : new ArrayList<>();
      }

      @Override
      public Object value() {
        Collection<Object> all = empty();
        for (int i = random.nextInt(4); i > 0; i--) {
          all.add(of.value());
        }
        return all;
      }

      @Override
      public void write(Object value, DataWriter out) {
        Collection<?> all = (Collection<?>) value;
        out.writeLength(all.size() << 1);
        all.forEach(each -> of.write(each, out));
      }

      @Override
      public Object now(Object value) {
        Collection<Object> all = empty();
        ((Collection<?>) value).forEach(each -> all.add(of.now(each)));
        return all;
      }
    };
  }

  private final class StoredRecordPart implements Part {
    private final List<Field> fields;
    private final Map<String, @Nullable Object> missing;

    StoredRecordPart(List<Field> fields, Map<String, @Nullable Object> missing) {
      this.fields = fields;
      this.missing = missing;
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema(
          "record",
          "Then",
          1,
          fields.stream()
              .map(f -> new CodecSchema.Field(f.then(), f.nullable(), f.part().schema()))
              .toList());
    }

    @Override
    public Object value() {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      fields.forEach(f -> map.put(f.then(), f.nullable() && oneIn(5) ? null : f.part().value()));
      return map;
    }

    @Override
    public void write(Object value, DataWriter out) {
      Map<?, ?> map = (Map<?, ?>) value;
      long nullable = fields.stream().filter(Field::nullable).count();
      byte[] bits = new byte[fields.isEmpty() ? 1 : (int) (nullable + 7) / 8];
      int bit = 0;
      for (Field field : fields) {
        if (field.nullable()) {
          bits[bit / 8] |= (byte) (map.get(field.then()) == null ? 1 << (bit % 8) : 0);
          bit++;
        }
      }
      out.writeRaw(bits, 0, bits.length);
      for (Field field : fields) {
        Object part = map.get(field.then());
        if (part != null) {
          field.part().write(part, out);
        }
      }
    }

    @Override
    public Object now(Object value) {
      Map<?, ?> map = (Map<?, ?>) value;
      Map<String, @Nullable Object> now = new LinkedHashMap<>(missing);
      for (Field field : fields) {
        if (field.now() != null) {
          Object part = map.get(field.then());
          now.put(field.now(), part == null ? null : field.part().now(part));
        }
      }
      return now;
    }
  }
}
