package io.millrace.connector.files;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the records of a file, or of every file of a directory. Each file is a split; its id is the
 * file's name. Ends when the files end; what is appended behind the end, and files that appear
 * later, are not read.
 *
 * <p>The place of a position is the byte behind a record, so a file can be read again from any
 * record on, as long as what was read has not changed. The options give a new source; they do not
 * change the one they are called on.
 *
 * <p>Reads in chunks of 64 KiB on the thread that polls; holds one chunk, or one record if that is
 * longer. Thread-safe.
 *
 * @param <T> the type of the events
 * @see Files
 */
public final class FileSource<T> implements Source<T> {
  private final Path path;
  private final RecordFormat<T> format;
  private final FileSettings settings;
  private final LongAdder badRecords = new LongAdder();

  FileSource(Path path, RecordFormat<T> format, FileSettings settings) {
    this.path = path;
    this.format = format;
    this.settings = settings;
  }

  /**
   * Of a directory, reads only the files whose name matches, such as {@code *.csv}; the syntax is
   * the glob of {@code FileSystem.getPathMatcher}. Without it, all files but those that others
   * hide: {@code .name}, {@code _name}, {@code name.tmp}.
   */
  public FileSource<T> matching(String glob) {
    matcher(glob);
    return with(settings.withGlob(glob));
  }

  /**
   * How bytes stand for characters; UTF-8 if not set, where a byte order mark is skipped. Must be
   * one in which ASCII characters are single bytes, as in UTF-8, ISO 8859 and the Windows code
   * pages.
   */
  public FileSource<T> charset(Charset charset) {
    boolean oneByte = charset.canEncode() && charset.newEncoder().maxBytesPerChar() <= 1.0f;
    String probe = "\"\r\n,;|\t";
    if (!charset.equals(StandardCharsets.UTF_8)
        && !(oneByte
            && new String(probe.getBytes(StandardCharsets.US_ASCII), charset).equals(probe))) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the charset "
              + charset
              + " cannot be split into records by bytes. Use UTF-8 or a charset of single"
              + " bytes that extends ASCII, or"
              + " convert the file.");
    }
    return with(settings.withCharset(charset));
  }

  /** CSV only: what lies between two cells; a comma if not set. */
  public FileSource<T> delimiter(char delimiter) {
    return new FileSource<>(path, format.withDelimiter(delimiter), settings);
  }

  /**
   * CSV only: how times are written, a pattern of {@code DateTimeFormatter} such as {@code
   * yyyy-MM-dd HH:mm:ss}, and the zone of those that name none. ISO 8601 if not set. Months and
   * days are taken by their English names.
   */
  public FileSource<T> timestamps(String pattern, ZoneId zone) {
    return new FileSource<>(path, format.withTimestamps(pattern, zone), settings);
  }

  /** What becomes of a record that cannot be read; it fails the job if not set. */
  public FileSource<T> onBadRecord(BadRecords policy) {
    return with(settings.withOnBadRecord(policy));
  }

  /**
   * How many bytes a record may have; 1 MiB if not set. A longer one is a bad record, and so is a
   * CSV record that opens a quote and does not close it within that many bytes: reading goes on in
   * the line below.
   */
  public FileSource<T> maxRecordBytes(int bytes) {
    if (bytes < 1 || bytes > 1 << 29) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "maxRecordBytes must lie in [1, " + (1 << 29) + "], was " + bytes + ".");
    }
    return with(settings.withMaxRecordBytes(bytes));
  }

  /**
   * How many bad records this source has met so far, in all its splits and jobs; those read twice
   * count twice.
   */
  public long badRecords() {
    return badRecords.sum();
  }

  @Override
  public Type type() {
    return format.type();
  }

  @Override
  public List<Split> splits(SourceContext context) {
    FileAccess files = context.environment().files();
    if (!files.exists(path)) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED, "there is no file or directory " + path + ". Check the path.");
    }
    if (!files.isDirectory(path)) {
      return List.of(new Split(name(path)));
    }
    List<Split> splits = new ArrayList<>();
    try {
      for (Path entry : files.list(path)) {
        if (chosen(entry) && !files.isDirectory(entry)) {
          splits.add(new Split(name(entry)));
        }
      }
    } catch (IOException e) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED, "the directory " + path + " cannot be listed.", e);
    }
    if (splits.isEmpty()) {
      String glob = settings.glob();
      throw new MillraceException(
          ApiError.SOURCE_FAILED,
          "the directory "
              + path
              + " has no file"
              + (glob == null ? "" : " that matches " + glob)
              + ".");
    }
    return List.copyOf(splits);
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    FileAccess files = context.environment().files();
    String id = position.split().id();
    Path file = path;
    if (files.isDirectory(path)) {
      file = path.resolve(id);
      // An id comes out of a checkpoint: it names a file of this directory or nothing.
      if (!path.equals(file.getParent()) || !id.equals(name(file)) || id.equals("..")) {
        throw new MillraceException(
            ApiError.SOURCE_FAILED, "the split '" + id + "' is no file of " + path + ".");
      }
    }
    return new FileSplitReader<>(file, position, files, format, settings, badRecords);
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private FileSource<T> with(FileSettings changed) {
    return new FileSource<>(path, format, changed);
  }

  private boolean chosen(Path entry) {
    String glob = settings.glob();
    if (glob != null) {
      return matcher(glob).matches(entry.getFileName());
    }
    String name = name(entry);
    return !name.startsWith(".") && !name.startsWith("_") && !name.endsWith(".tmp");
  }

  private PathMatcher matcher(String glob) {
    try {
      return path.getFileSystem().getPathMatcher("glob:" + glob);
    } catch (IllegalArgumentException e) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "the glob '" + glob + "' is none: " + e.getMessage() + ".", e);
    }
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }
}
