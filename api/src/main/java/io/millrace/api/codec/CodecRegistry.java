package io.millrace.api.codec;

import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The codecs that derivation asks before it derives. {@link #with} gives a larger registry and
 * leaves this one as it is.
 *
 * <ul>
 *   <li><b>Matching:</b> by exact class, not by subtype. A codec for a generic class serves it with
 *       any type arguments; a codec for a box serves its primitive too.
 *   <li><b>Threads:</b> immutable.
 *   <li><b>Fails:</b> as {@link Codecs#derive}.
 * </ul>
 */
public final class CodecRegistry {
  private static final CodecRegistry BUILT_IN = new CodecRegistry(Map.of());

  private final Map<Class<?>, Codec<?>> codecs;

  private CodecRegistry(Map<Class<?>, Codec<?>> codecs) {
    this.codecs = Map.copyOf(codecs);
  }

  /** The registry with nothing but what {@link Codecs} can derive. */
  public static CodecRegistry builtIn() {
    return BUILT_IN;
  }

  /**
   * This registry and one more codec; it goes before derivation and before a codec registered
   * earlier.
   */
  public <T> CodecRegistry with(Class<T> type, Codec<T> codec) {
    Map<Class<?>, Codec<?>> more = new HashMap<>(codecs);
    more.put(Types.rawClass(Types.box(type)), codec);
    return new CodecRegistry(more);
  }

  /**
   * The codec of {@code type}, derived with the codecs of this registry; see {@link Codecs#derive}.
   *
   * @param where the id of the operator that needs it, for the message; may be empty
   * @throws MillraceException {@code CODEC_MISSING} or {@code TYPE_UNKNOWN}, with the path to the
   *     type at fault
   */
  @SuppressWarnings("unchecked") // the caller vouches that T is what the type says
  public <T> Codec<T> derive(Type type, String where) {
    return (Codec<T>) new CodecDeriver(this).derive(type, TypePath.root(type, where));
  }

  @Nullable Codec<?> find(Class<?> type) {
    return codecs.get(type);
  }
}
