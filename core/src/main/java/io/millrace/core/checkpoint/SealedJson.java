package io.millrace.core.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record as JSON in a file, sealed by a last line that tells its kind, the version of its format,
 * its length and the CRC32C of everything before. Any change of any bit is noticed. Stateless.
 */
final class SealedJson {
  /*
   *   {"format":1,...}\n
   *   MILLRACE-MANIFEST 0001 0000001234 1a2b3c4d\n
   *
   * The checksum covers the JSON and the last line up to itself, and the last line must be, byte by
   * byte, the one we would write. So what is left to the eye of the JSON parser was written by us.
   */
  private static final int LENGTH_MAX = 1 << 30;

  private static final int VERSION_DIGITS = 4;
  private static final int CRC_DIGITS = 8;
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private SealedJson() {}

  /** The bytes of the file. */
  static byte[] write(String magic, int version, Object value) {
    byte[] json;
    try {
      json = MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new MillraceException(
          ApiError.BUG, "a " + value.getClass().getName() + " cannot be written as JSON.", e);
    }
    byte[] head = head(magic, String.format(Locale.ROOT, "%04d", version), json.length);
    byte[] file = new byte[json.length + head.length + CRC_DIGITS + 1];
    System.arraycopy(json, 0, file, 0, json.length);
    System.arraycopy(head, 0, file, json.length, head.length);
    System.arraycopy(tail(file), 0, file, json.length + head.length, CRC_DIGITS + 1);
    return file;
  }

  private static byte[] head(String magic, String version, int length) {
    return String.format(Locale.ROOT, "\n%s %s %010d ", magic, version, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] tail(byte[] file) {
    int crc = Checksums.of(file, 0, file.length - CRC_DIGITS - 1);
    return String.format(Locale.ROOT, "%08x\n", crc).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads such a file.
   *
   * @param remedy what whoever reads the message can do about a damaged file
   * @throws IOException if the file cannot be read at all
   */
  static <T> T read(
      FileAccess files, Path path, String magic, int version, Class<T> type, String remedy)
      throws IOException {
    byte[] file;
    try (InputStream in = files.read(path, 0)) {
      file = in.readNBytes(LENGTH_MAX);
    }
    return parse(file, path, magic, version, type, remedy);
  }

  private static <T> T parse(
      byte[] file, Path path, String magic, int version, Class<T> type, String remedy) {
    int headLength = head(magic, "0".repeat(VERSION_DIGITS), 0).length;
    int jsonLength = file.length - headLength - CRC_DIGITS - 1;
    if (jsonLength < 0) {
      throw corrupt(
          path, "has only " + file.length + " bytes, too few for its last line", remedy, null);
    }
    int versionAt = jsonLength + 1 + magic.length() + 1;
    String seen = new String(file, versionAt, VERSION_DIGITS, StandardCharsets.ISO_8859_1);
    byte[] head = head(magic, seen, jsonLength);
    byte[] tail = tail(file);
    if (!matches(file, jsonLength, head) || !matches(file, jsonLength + headLength, tail)) {
      throw corrupt(
          path,
          "has "
              + file.length
              + " bytes whose last line, with their length and checksum, does not match them",
          remedy,
          null);
    }
    if (!seen.equals(String.format(Locale.ROOT, "%04d", version))) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          path
              + " is in format "
              + seen
              + " and needs version "
              + seen
              + " of the reader; this engine knows up to "
              + version
              + ". Use the engine that wrote it, or a newer one.");
    }
    try {
      return MAPPER.readValue(file, 0, jsonLength, type);
    } catch (IOException | RuntimeException e) {
      throw corrupt(path, "holds JSON that is no " + type.getSimpleName(), remedy, e);
    }
  }

  private static boolean matches(byte[] file, int at, byte[] expected) {
    for (int i = 0; i < expected.length; i++) {
      if (file[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static MillraceException corrupt(
      Path path, String seen, String remedy, @Nullable Throwable cause) {
    return new MillraceException(
        ApiError.CHECKPOINT_CORRUPT, path + " is damaged: it " + seen + ". " + remedy, cause);
  }
}
