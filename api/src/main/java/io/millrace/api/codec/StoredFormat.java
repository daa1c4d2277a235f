package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a value, or a part of one, was stored by an earlier version of a program: what {@link
 * Codec#reading} is given to find its way through it. {@link #part} leads on to the parts.
 *
 * <ul>
 *   <li><b>Threads:</b> one; used while a codec is made, not while it reads.
 *   <li><b>Fails:</b> with {@code STATE_INCOMPATIBLE}, which prints both schemas and the path to
 *       the place where they part.
 * </ul>
 */
public final class StoredFormat {
  private static final String REFERENCE = "ref#";
  private static final Set<String> NAMED = Set.of("record", "enum", "sealed");
  private static final Set<String> CONTAINERS =
      Set.of("list", "set", "array", "map", "optional", "nullable");

  private final Whole whole;
  private final Scope scope;
  private final CodecSchema schema;
  private final String path;
  private final boolean distinct;

  /** What the message shows. */
  private record Whole(String where, CodecSchema stored, CodecSchema current) {}

  /** A pair of formats that was met before within one scope. */
  private record Pair(Identity stored, Identity current, boolean distinct) {}

  /** Compares by identity. */
  @SuppressWarnings({"ReferenceEquality", "EqualsHashCode"}) // that is its purpose
  private record Identity(Object of) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Identity that && that.of == of;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(of);
    }
  }

  /** One codec's schema: references within it count its named types. */
  private static final class Scope {
    private final List<CodecSchema> named = new ArrayList<>();
    private final Map<Pair, LazyCodec> open = new HashMap<>();
    private final Map<Pair, DerivedCodec<?>> done = new HashMap<>();

    Scope(CodecSchema root) {
      collect(root);
    }

    private void collect(CodecSchema part) {
      boolean isNamed = NAMED.contains(part.id());
      if (isNamed) {
        named.add(part);
      }
      if (isNamed || CONTAINERS.contains(part.id())) {
        part.fields().forEach(field -> collect(field.schema()));
      }
    }
  }

  private StoredFormat(
      Whole whole, Scope scope, CodecSchema schema, String path, boolean distinct) {
    this.whole = whole;
    this.scope = scope;
    this.schema = schema;
    this.path = path;
    this.distinct = distinct;
  }

  /** The whole of what was stored; {@code where} names it. */
  static StoredFormat of(CodecSchema stored, CodecSchema current, String where, boolean distinct) {
    String path = stored.label().isEmpty() ? stored.id() : stored.label();
    return new StoredFormat(
        new Whole(where, stored, current), new Scope(stored), stored, path, distinct);
  }

  /** The format; a reference to a named type stands for that type. */
  public CodecSchema schema() {
    return schema;
  }

  /**
   * Values that are not equal must not become equal: they are keys, or elements of a set. A codec
   * that would drop a part of the value has to refuse then.
   */
  public boolean distinct() {
    return distinct;
  }

  /**
   * Reads the part of that name and gives what {@code current} gives.
   *
   * @throws MillraceException {@code STATE_INCOMPATIBLE} if there is no such part, or it cannot be
   *     read
   */
  public <P extends @Nullable Object> Codec<P> part(String name, Codec<P> current) {
    return at(field(name), distinct).as(current);
  }

  /** The same for a part whose values must not become equal, such as the keys of a map. */
  public <P extends @Nullable Object> Codec<P> distinctPart(String name, Codec<P> current) {
    return at(field(name), true).as(current);
  }

  /**
   * The exception for a format that cannot be read, for codecs to throw.
   *
   * @param reason what was stored and what is expected, such as {@code "version 1 of money, and
   *     version 3 reads version 2 only"}
   */
  public MillraceException refuse(String reason) {
    return new MillraceException(
        ApiError.STATE_INCOMPATIBLE,
        whole.where()
            + " was stored as\n"
            + whole.stored().describe()
            + "and cannot be read as\n"
            + whole.current().describe()
            + "They part at "
            + path
            + ": "
            + reason
            + ". Change the program back, or start without this state.");
  }

  /**
   * Refuses anything but a format of that id.
   *
   * @throws MillraceException {@code STATE_INCOMPATIBLE}
   */
  public void expect(String id) {
    if (!schema.id().equals(id)) {
      throw refuse("stored as " + schema.id() + ", now " + id);
    }
  }

  /**
   * Refuses anything but that very format, at the first place where the two part.
   *
   * @throws MillraceException {@code STATE_INCOMPATIBLE}
   */
  public void expectSame(CodecSchema current) {
    expect(current.id());
    List<CodecSchema.Field> then = schema.fields();
    List<CodecSchema.Field> now = current.fields();
    for (int i = 0; i < Math.min(then.size(), now.size()); i++) {
      if (!then.get(i).name().equals(now.get(i).name())) {
        throw refuse("stored with '" + then.get(i).name() + "', now '" + now.get(i).name() + "'");
      }
      at(then.get(i)).expectSame(now.get(i).schema());
    }
    if (then.size() != now.size() || schema.version() != current.version()) {
      throw refuse(
          "stored as version "
              + schema.version()
              + " with "
              + parts(then)
              + ", now version "
              + current.version()
              + " with "
              + parts(now));
    }
  }

  private static String parts(List<CodecSchema.Field> fields) {
    return fields.size() + (fields.size() == 1 ? " part" : " parts");
  }

  private CodecSchema.Field field(String name) {
    for (CodecSchema.Field field : schema.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    throw refuse("nothing was stored as '" + name + "'");
  }

  /** The format of a part. */
  StoredFormat at(CodecSchema.Field field) {
    return at(field, distinct);
  }

  private StoredFormat at(CodecSchema.Field field, boolean apart) {
    boolean inside = NAMED.contains(schema.id()) || CONTAINERS.contains(schema.id());
    return new StoredFormat(
        whole,
        inside ? scope : new Scope(field.schema()),
        resolve(field.schema()),
        path + step(field.name()),
        apart);
  }

  private String step(String name) {
    return switch (schema.id()) {
      case "list", "set", "array" -> "[]";
      case "map" -> "{" + name + "}";
      case "optional", "nullable" -> "?";
      case "sealed" -> "(" + name + ")";
      case "registered" -> "";
      default -> "." + name;
    };
  }

  private CodecSchema resolve(CodecSchema part) {
    if (!part.id().startsWith(REFERENCE)) {
      return part;
    }
    int number = Integer.parseInt(part.id().substring(REFERENCE.length()));
    if (number >= scope.named.size()) {
      throw refuse("a reference to type " + number + " of " + scope.named.size());
    }
    return scope.named.get(number);
  }

  /**
   * Reads this itself as {@code current} does: for a codec that stores its values by another one.
   *
   * @throws MillraceException {@code STATE_INCOMPATIBLE} if it cannot be read
   */
  public <P extends @Nullable Object> Codec<P> as(Codec<P> current) {
    return current instanceof DerivedCodec<P> derived ? derived(derived.self()) : foreign(current);
  }

  /**
   * Each pair of types is gone through once, and stands for itself where it occurs inside itself.
   */
  @SuppressWarnings("unchecked") // what is kept for a codec gives values of that codec
  private <P extends @Nullable Object> Codec<P> derived(DerivedCodec<P> current) {
    if (!NAMED.contains(schema.id())) {
      return current.reading(this);
    }
    Pair pair = new Pair(new Identity(schema), new Identity(current), distinct);
    DerivedCodec<?> known = scope.done.get(pair);
    if (known == null) {
      known = scope.open.get(pair);
    }
    if (known != null) {
      return (Codec<P>) known;
    }
    LazyCodec link = new LazyCodec();
    scope.open.put(pair, link);
    DerivedCodec<P> reader = current.reading(this);
    link.link((DerivedCodec<Object>) (DerivedCodec<?>) reader);
    scope.open.remove(pair);
    scope.done.put(pair, reader);
    return reader;
  }

  /** A codec that is not derived counts its named types by itself. */
  private <P extends @Nullable Object> Codec<P> foreign(Codec<P> current) {
    if (current.schema().fingerprint().equals(schema.fingerprint())) {
      return current;
    }
    StoredFormat own = new StoredFormat(whole, new Scope(schema), schema, path, distinct);
    return new OlderCodec<>(current, current.reading(own));
  }
}
