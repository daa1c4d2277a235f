package io.millrace.api.codec;

import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an earlier version of a program stored. A record may have gained or lost components, a
 * number may have become wider, a component may have been renamed ({@link Was}) or moved; a sealed
 * type or an enum may have gained subtypes and constants. Everything else is refused before
 * anything is read. See {@code docs/evolution.md}.
 *
 * <ul>
 *   <li><b>Threads:</b> stateless; the codecs are immutable.
 *   <li><b>Cost:</b> walks both schemas once. What is read costs about what {@code current} costs.
 *   <li><b>Fails:</b> with {@code STATE_INCOMPATIBLE}, which prints both schemas and the path to
 *       the place where they part.
 * </ul>
 */
public final class CodecEvolution {
  private CodecEvolution() {}

  /**
   * A codec that reads what was stored under {@code stored} and gives values of {@code current};
   * its {@code write} is that of {@code current}. Gives {@code current} itself if nothing changed.
   *
   * @param where what is stored, for the message
   * @throws MillraceException {@code STATE_INCOMPATIBLE} with both schemas if that is not possible
   */
  public static <T extends @Nullable Object> Codec<T> reader(
      Codec<T> current, CodecSchema stored, String where) {
    return reader(current, stored, where, false);
  }

  /**
   * The same for keys: values that are not equal stay so. A key may not lose a component, as two
   * keys could become one.
   */
  public static <T extends @Nullable Object> Codec<T> keyReader(
      Codec<T> current, CodecSchema stored, String where) {
    return reader(current, stored, where, true);
  }

  /**
   * Refuses anything but the same schema: for what means something else with any other.
   *
   * @param where what is stored, for the message
   * @throws MillraceException {@code STATE_INCOMPATIBLE} with both schemas if they differ
   */
  public static void expectSame(CodecSchema current, CodecSchema stored, String where) {
    if (!current.fingerprint().equals(stored.fingerprint())) {
      StoredFormat.of(stored, current, where, false).expectSame(current);
    }
  }

  private static <T extends @Nullable Object> Codec<T> reader(
      Codec<T> current, CodecSchema stored, String where, boolean distinct) {
    CodecSchema schema = current.schema();
    return schema.fingerprint().equals(stored.fingerprint())
        ? current
        : StoredFormat.of(stored, schema, where, distinct).as(current);
  }
}
