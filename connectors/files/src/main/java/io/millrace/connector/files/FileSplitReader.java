package io.millrace.connector.files;

import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Reads one file, record by record, in chunks on the caller's thread. */
final class FileSplitReader<T> implements SplitReader<T> {
  /*
   * A position knows a byte, not a line. The line is only needed to report a bad record, so the
   * line ends in front of where the reader was opened are counted when the first bad record turns
   * up.
   */

  private static final char REPLACED = '\uFFFD';

  private final Path file;
  private final Split split;
  private final FileAccess files;
  private final FileSettings settings;
  private final RecordFormat<T> format;
  private final LongAdder badRecords;

  private @Nullable RecordScanner scanner;
  private @Nullable RecordParser<T> parser;
  private long openedAt;
  private long linesInFront = -1;
  private long offset;
  private long place;

  FileSplitReader(
      Path file,
      SplitPosition from,
      FileAccess files,
      RecordFormat<T> format,
      FileSettings settings,
      LongAdder badRecords) {
    this.file = file;
    this.split = from.split();
    this.files = files;
    this.settings = settings;
    this.format = format;
    this.badRecords = badRecords;
    this.offset = from.offset();
    this.place = from.place();
    try {
      start();
    } catch (IOException e) {
      close();
      throw failed(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Status poll(SplitSink<? super T> sink, int limit) {
    RecordScanner records = scanner;
    RecordParser<T> text = parser;
    if (records == null || text == null) {
      return Status.END;
    }
    try {
      for (int i = 0; i < limit; i++) {
        RecordScanner.Found found = records.next();
        if (found == RecordScanner.Found.END) {
          return Status.END;
        }
        T value = null;
        try {
          value = text.parse(text(records, found));
        } catch (InvalidRecordException e) {
          bad(records, e);
        }
        place = records.place();
        if (value != null) {
          offset++;
          sink.event(value);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
    return Status.MORE;
  }

  @Override
  public SplitPosition position() {
    return new SplitPosition(split, offset, place);
  }

  @Override
  public void close() {
    RecordScanner open = scanner;
    scanner = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw failed(e);
      }
    }
  }

  private void start() throws IOException {
    long size = files.size(file);
    if (place > size) {
      throw new MillraceException(
          ApiError.SOURCE_FAILED,
          split.id()
              + " has "
              + size
              + " bytes, but was read up to byte "
              + place
              + " before. Put the whole file back, or start anew.");
    }
    if (!format.hasHeader()) {
      parser = header(null, 1);
      scan(place);
      return;
    }
    RecordScanner first = scan(0);
    RecordScanner.Found found = first.next();
    String header = "";
    while (found != RecordScanner.Found.END && header.isBlank()) {
      header = header(first, found);
      if (header.isBlank()) {
        found = first.next();
      }
    }
    if (found == RecordScanner.Found.END) {
      return;
    }
    parser = header(header, first.linesBefore() + 1);
    if (place > first.place()) {
      first.close();
      scan(place);
    }
  }

  private RecordScanner scan(long from) throws IOException {
    InputStream in = files.read(file, from);
    RecordScanner opened =
        new RecordScanner(in, from, format.delimiter(), settings.maxRecordBytes());
    scanner = opened;
    openedAt = from;
    if (from == 0) {
      opened.skipMark();
    }
    return opened;
  }

  private String header(RecordScanner first, RecordScanner.Found found) {
    try {
      return text(first, found);
    } catch (InvalidRecordException e) {
      throw badHeader(first.linesBefore() + 1, e);
    }
  }

  private RecordParser<T> header(@Nullable String text, long line) {
    try {
      return format.parser(text);
    } catch (InvalidRecordException e) {
      throw badHeader(line, e);
    }
  }

  /** A header cannot be skipped, whatever the policy: nothing behind it could be read. */
  private MillraceException badHeader(long line, InvalidRecordException e) {
    return new MillraceException(
        ApiError.RECORD_INVALID, split.id() + " line " + line + ": " + e.reason() + ".");
  }

  private String text(RecordScanner records, RecordScanner.Found found)
      throws InvalidRecordException {
    if (found == RecordScanner.Found.TOO_LONG) {
      throw new InvalidRecordException(
          null,
          "is longer than "
              + settings.maxRecordBytes()
              + " bytes, the limit of maxRecordBytes(...)");
    }
    if (found == RecordScanner.Found.UNCLOSED) {
      throw new InvalidRecordException(null, "opens a quote that is not closed");
    }
    String text =
        new String(records.bytes(), records.start(), records.length(), settings.charset());
    if (text.indexOf(REPLACED) >= 0) {
      checkBytes(records);
    }
    return text;
  }

  private void checkBytes(RecordScanner records) throws InvalidRecordException {
    try {
      settings
          .charset()
          .newDecoder()
          .decode(ByteBuffer.wrap(records.bytes(), records.start(), records.length()));
    } catch (CharacterCodingException e) {
      throw new InvalidRecordException(null, "is not " + settings.charset());
    }
  }

  private void bad(RecordScanner records, InvalidRecordException e) throws IOException {
    if (openedAt == 0) {
      linesInFront = 0;
    } else if (linesInFront < 0) {
      try (InputStream in = files.read(file, 0)) {
        linesInFront = RecordScanner.countLines(in, openedAt);
      }
    }
    badRecords.increment();
    long line = linesInFront + records.linesBefore() + 1;
    settings.onBadRecord().handle(new BadRecord(split.id(), line, e.column(), e.reason()));
  }

  private MillraceException failed(IOException e) {
    return new MillraceException(
        ApiError.SOURCE_FAILED,
        split.id()
            + " cannot be read behind byte "
            + place
            + ". Check that it exists and is readable.",
        e);
  }
}
