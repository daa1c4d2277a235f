package io.millrace.api.codec;

import io.millrace.api.type.Types;
import io.millrace.api.type.UnknownType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds the codec of one type; used once. Single-threaded. */
final class CodecDeriver {
  private static final int DEPTH_MAX = 64;

  private final CodecRegistry registry;
  private final Map<Type, DerivedCodec<Object>> done = new HashMap<>();
  private final Map<Type, LazyCodec> open = new HashMap<>();

  CodecDeriver(CodecRegistry registry) {
    this.registry = registry;
  }

  DerivedCodec<Object> derive(Type asked, TypePath path) {
    Type type = Types.box(Types.stripWildcard(asked));
    if (path.depth() > DEPTH_MAX) {
      throw path.endless();
    }
    if (type instanceof UnknownType unknown) {
      throw path.unknown(unknown.reason());
    }
    if (type instanceof TypeVariable<?>) {
      throw path.unknown("the type variable " + type.getTypeName() + " has no type argument");
    }
    Class<?> raw = Types.rawClass(type);
    DerivedCodec<Object> simple = registeredOrLeaf(raw);
    if (simple != null) {
      return simple;
    }
    Type component = Types.arrayComponent(type);
    if (component != null) {
      return new SequenceCodec(raw, derive(component, path.then("[]")));
    }
    if (type == Object.class && path.depth() == 0) {
      throw path.unknown("only java.lang.Object is left of it");
    }
    if (type instanceof Class<?> && raw.getTypeParameters().length > 0) {
      throw path.unknown("raw " + raw.getSimpleName() + ", its type arguments are missing");
    }
    DerivedCodec<Object> container = container(type, raw, path);
    return container != null ? container : named(type, raw, path);
  }

  @SuppressWarnings("unchecked") // codecs are looked up by the class of their values
  private @Nullable DerivedCodec<Object> registeredOrLeaf(Class<?> raw) {
    Codec<?> registered = registry.find(raw);
    if (registered != null) {
      return new RegisteredCodec(raw, (Codec<Object>) registered);
    }
    return (DerivedCodec<Object>) (DerivedCodec<?>) LeafCodecs.find(raw);
  }

  private @Nullable DerivedCodec<Object> container(Type type, Class<?> raw, TypePath path) {
    if (raw == List.class || raw == Set.class || raw == Collection.class || raw == Iterable.class) {
      return new SequenceCodec(raw, derive(Types.argument(type, raw, 0), path.then("[]")));
    }
    if (raw == Map.class) {
      return new MapCodec(
          derive(Types.argument(type, raw, 0), path.then("{key}")),
          derive(Types.argument(type, raw, 1), path.then("{value}")));
    }
    if (raw == Optional.class) {
      return new OptionalCodec(derive(Types.argument(type, raw, 0), path.then("?")));
    }
    return null;
  }

  /**
   * Enums, records and sealed types: each is derived once, and stands for itself where it occurs
   * inside itself.
   */
  private DerivedCodec<Object> named(Type type, Class<?> raw, TypePath path) {
    DerivedCodec<Object> known = done.get(type);
    if (known != null) {
      return known;
    }
    LazyCodec self = open.get(type);
    if (self != null) {
      return self;
    }
    LazyCodec link = new LazyCodec();
    open.put(type, link);
    DerivedCodec<Object> codec = build(type, raw, path);
    link.link(codec);
    open.remove(type);
    done.put(type, codec);
    return codec;
  }

  private DerivedCodec<Object> build(Type type, Class<?> raw, TypePath path) {
    if (raw.isEnum()) {
      return new EnumCodec(raw, raw.getEnumConstants());
    }
    if (raw.isRecord()) {
      return ofRecord(type, raw, path);
    }
    if (raw.isSealed() && Modifier.isAbstract(raw.getModifiers())) {
      return ofSealed(type, raw, path);
    }
    throw path.missing(raw);
  }

  private DerivedCodec<Object> ofRecord(Type type, Class<?> raw, TypePath path) {
    RecordComponent[] components = raw.getRecordComponents();
    List<Type> types = Types.recordComponents(type);
    List<Codec<Object>> codecs = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      codecs.add(derive(types.get(i), path.then("." + components[i].getName())));
    }
    try {
      return RecordCodec.link(raw, codecs);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw path.unreachable(raw, e);
    }
  }

  private DerivedCodec<Object> ofSealed(Type type, Class<?> raw, TypePath path) {
    List<SealedCodec.Variant> variants = new ArrayList<>();
    for (Type subtype : Types.permittedSubtypes(type)) {
      Class<?> variant = Types.rawClass(subtype);
      variants.add(
          new SealedCodec.Variant(
              variant, derive(subtype, path.then("(" + Types.name(variant) + ")"))));
    }
    return new SealedCodec(raw, variants);
  }
}
