package io.millrace.connector.files;

import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a source to its end, as the engine would. */
final class Reading<T> implements SplitSink<T> {
  /** What was read. */
  final List<T> values = new ArrayList<>();

  /** The position in front of every value, and the last one. */
  final List<SplitPosition> positions = new ArrayList<>();

  static Path file(Path directory, String name, String content) throws IOException {
    Path file = directory.resolve(name);
    java.nio.file.Files.write(file, content.getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /** All events of all splits. */
  static <T> List<T> all(FileSource<T> source, DiskEnvironment disk) {
    List<T> all = new ArrayList<>();
    for (Split split : source.splits(disk)) {
      all.addAll(from(source, SplitPosition.start(split), disk, 1024).values);
    }
    return all;
  }

  /**
   * The events behind a position, polled {@code limit} at a time; positions are complete if the
   * limit is 1.
   */
  static <T> Reading<T> from(
      FileSource<T> source, SplitPosition position, DiskEnvironment disk, int limit) {
    Reading<T> reading = new Reading<>();
    try (SplitReader<T> reader = source.open(position, disk)) {
      int known = 0;
      reading.positions.add(reader.position());
      while (reader.poll(reading, limit) == SplitReader.Status.MORE) {
        if (reading.values.size() > known) {
          known = reading.values.size();
          reading.positions.add(reader.position());
        }
      }
    }
    return reading;
  }

  @Override
  public void event(T value) {
    values.add(value);
  }

  @Override
  public void event(T value, long timeMs) {
    throw new AssertionError("a file knows no times");
  }

  @Override
  public void watermark(long watermarkMs) {
    throw new AssertionError("a file knows no watermarks");
  }

  @Override
  public void idle() {
    throw new AssertionError("a file is never idle");
  }

  @Override
  public void active() {
    throw new AssertionError("a file is never idle");
  }
}
