package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;
import java.util.Map;

/** The way from the type that was asked for to a type inside it, for messages. Immutable. */
final class TypePath {
  private final String where;
  private final String root;
  private final String path;
  private final int depth;

  private TypePath(String where, String root, String path, int depth) {
    this.where = where;
    this.root = root;
    this.path = path;
    this.depth = depth;
  }

  /** The way to {@code type} itself; {@code where} names the operator and may be empty. */
  static TypePath root(Type type, String where) {
    String name = Types.name(type);
    return new TypePath(where.isEmpty() ? "" : "operator '" + where + "': ", name, name, 0);
  }

  /** The way to a part, such as {@code .owner} or {@code []}. */
  TypePath then(String step) {
    return new TypePath(where, root, path + step, depth + 1);
  }

  int depth() {
    return depth;
  }

  MillraceException missing(Class<?> type) {
    boolean container = Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
    return new MillraceException(
        ApiError.CODEC_MISSING,
        where
            + "no codec for "
            + type.getTypeName()
            + " at "
            + path
            + ". "
            + (container
                ? "Declare it as List, Set or Map"
                : "Make it a record, enum or sealed interface of records")
            + ", or register a codec with CodecRegistry.with("
            + Types.name(type)
            + ".class, ...)");
  }

  MillraceException endless() {
    return new MillraceException(
        ApiError.CODEC_MISSING,
        where
            + "no codec for "
            + root
            + ": its type arguments grow without end, or its parts nest deeper than "
            + (depth - 1)
            + " levels. Register a codec with CodecRegistry.with(...) for the part that does.");
  }

  MillraceException unreachable(Class<?> type, Exception cause) {
    return new MillraceException(
        ApiError.CODEC_MISSING,
        where
            + "no codec for "
            + type.getTypeName()
            + " at "
            + path
            + ": it cannot be reached by reflection. Write 'opens "
            + type.getPackageName()
            + " to io.millrace.api;' in its module-info, or register a codec with"
            + " CodecRegistry.with("
            + Types.name(type)
            + ".class, ...)",
        cause);
  }

  MillraceException unknown(String reason) {
    return new MillraceException(
        ApiError.TYPE_UNKNOWN,
        where
            + "the type at "
            + path
            + " is not known: "
            + reason
            + ". Use a method reference (Order::lines) instead of a lambda, or a class that"
            + " implements the interface with its type arguments, or pass the type explicitly.");
  }
}
