package io.millrace.connector.jdbc;

import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A password. It does not show itself: {@code toString} is {@code ***}, and it is not part of any
 * message. What lies in the environment or in a file is read each time a connection is opened, so a
 * password may change while a job runs. Immutable.
 */
public final class Secret {
  private static final int BYTES_MAX = 1 << 16;

  /** Fetches the value. */
  private interface Origin {
    String fetch(FileAccess files) throws IOException;
  }

  private final Origin origin;

  private Secret(Origin origin) {
    this.origin = origin;
  }

  /** That value. Not to be written into a program's source. */
  public static Secret of(String value) {
    return new Secret(files -> value);
  }

  /** The value of an environment variable. */
  public static Secret environment(String variable) {
    return new Secret(
        files -> {
          String value = System.getenv(variable);
          if (value == null) {
            throw new MillraceException(
                ApiError.ARGUMENT_INVALID,
                "the environment variable " + variable + ", which holds a password, is not set.");
          }
          return value;
        });
  }

  /** The first line of a file, UTF-8. */
  public static Secret file(Path file) {
    return new Secret(
        files -> {
          try (InputStream in = files.read(file, 0)) {
            String content = new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8);
            return content.lines().findFirst().orElse("");
          }
        });
  }

  /** The value. */
  String value(FileAccess files) {
    try {
      return origin.fetch(files);
    } catch (IOException e) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "the file of a password cannot be read.", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
