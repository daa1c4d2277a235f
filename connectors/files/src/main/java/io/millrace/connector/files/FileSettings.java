package io.millrace.connector.files;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What can be set on a source, whatever the format.
 *
 * @param charset how bytes stand for characters
 * @param glob which files of a directory are read, {@code null} for all
 * @param onBadRecord what becomes of a record that cannot be read
 * @param maxRecordBytes how long a record may be
 */
record FileSettings(
    Charset charset, @Nullable String glob, BadRecords onBadRecord, int maxRecordBytes) {
  static final FileSettings DEFAULT =
      new FileSettings(StandardCharsets.UTF_8, null, BadRecords.FAIL, 1 << 20);

  FileSettings withCharset(Charset value) {
    return new FileSettings(value, glob, onBadRecord, maxRecordBytes);
  }

  FileSettings withGlob(String value) {
    return new FileSettings(charset, value, onBadRecord, maxRecordBytes);
  }

  FileSettings withOnBadRecord(BadRecords value) {
    return new FileSettings(charset, glob, value, maxRecordBytes);
  }

  FileSettings withMaxRecordBytes(int value) {
    return new FileSettings(charset, glob, onBadRecord, value);
  }
}
