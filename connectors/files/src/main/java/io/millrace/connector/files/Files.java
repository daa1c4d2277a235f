package io.millrace.connector.files;

import io.millrace.api.function.Mapper;
import java.nio.file.Path;

/**
 * Sources that read files and sinks that write them.
 *
 * <pre>{@code
 * record Reading(Instant timestamp, double value) {}
 *
 * Source<Reading> readings =
 *     Files.csv(path, Reading.class)
 *         .timestamps("yyyy-MM-dd HH:mm:ss", ZoneOffset.UTC)
 *         .onBadRecord(bad -> log.warn(bad.describe()));
 * Sink<Alert> alerts = Files.jsonLinesSink(directory);
 * }</pre>
 *
 * <p>A path is a file, or a directory of which every file is read; see {@link FileSource}.
 */
public final class Files {
  private Files() {}

  /**
   * Reads lines of text. A line ends with {@code \n}, {@code \r\n} or {@code \r}; empty lines are
   * events, too.
   */
  public static FileSource<String> lines(Path path) {
    return lines(path, line -> line, String.class);
  }

  /**
   * Reads lines, each turned into an event by a function; a line for which it throws is a bad
   * record.
   */
  public static <T> FileSource<T> lines(Path path, Mapper<String, T> parser, Class<T> type) {
    return new FileSource<>(path, new LineFormat<>(type, parser), FileSettings.DEFAULT);
  }

  /**
   * Reads CSV whose first line names the columns. Each component of the record takes the column of
   * its name, where case, underscores, hyphens and spaces do not matter ({@code CustomerID} fills
   * {@code customerId}); other columns are ignored, a component without a column is an error.
   * Quoted cells may hold delimiters, line ends and doubled quotes. Blank lines are skipped; a line
   * with more or fewer cells than the header is a bad record.
   *
   * <p>Components may be primitives and their boxes, {@code String}, enums, {@code BigDecimal},
   * {@code BigInteger}, {@code Instant}, {@code LocalDate}, {@code LocalDateTime}, {@code
   * LocalTime}, and {@code Optional} of these. An empty cell is {@code ""} for a string, empty for
   * an {@code Optional}, an error for a primitive, and {@code null} for the rest.
   */
  public static <T extends Record> FileSource<T> csv(Path path, Class<T> type) {
    RecordFormat<T> format = new CsvFormat<>(new RecordShape<>(type), ',', Timestamps.ISO);
    return new FileSource<>(path, format, FileSettings.DEFAULT);
  }

  /**
   * Reads JSON lines: one JSON value a line, bound by Jackson with times in ISO 8601. Fields that
   * the type does not have are ignored, blank lines skipped; a primitive that is missing or null is
   * a bad record.
   */
  public static <T> FileSource<T> jsonLines(Path path, Class<T> type) {
    return new FileSource<>(path, new JsonFormat<>(type), FileSettings.DEFAULT);
  }

  /** Writes each result as the line its {@code toString} gives. */
  public static <T> FileSink<T> lineSink(Path directory) {
    return lineSink(directory, Object::toString);
  }

  /**
   * Writes each result as the line a function makes of it; line ends in it are written as they are.
   */
  public static <T> FileSink<T> lineSink(Path directory, Mapper<T, String> format) {
    return new FileSink<>(directory, "txt", LineEncoder.lines(format));
  }

  /**
   * Writes records as CSV with a header in every file, times in ISO 8601; {@link #csv} reads it
   * back.
   */
  public static <T extends Record> FileSink<T> csvSink(Path directory, Class<T> type) {
    return new FileSink<>(directory, "csv", LineEncoder.csv(new RecordShape<>(type)));
  }

  /**
   * Writes results as JSON lines, times in ISO 8601; a window's result has its start and end beside
   * key and value.
   */
  public static <T> FileSink<T> jsonLinesSink(Path directory) {
    return new FileSink<>(directory, "jsonl", LineEncoder.json());
  }
}
