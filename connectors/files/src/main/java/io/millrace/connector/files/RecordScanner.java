package io.millrace.connector.files;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Finds where the records of a file begin and end, by bytes. A line ends with {@code \n}, {@code
 * \r\n} or {@code \r}, as for {@code BufferedReader}; inside a quoted cell it does not. What it
 * finds from a boundary on depends only on the bytes behind that boundary, so a file can be read
 * again from any of them. Single-threaded.
 */
final class RecordScanner implements Closeable {
  /*
   * The buffer holds the record being looked at and what was read ahead of it. A record that does
   * not end within maxBytes is given up: with quotes, its first line becomes the bad record,
   * because a quote that is never closed would otherwise swallow the rest of the file; a line that
   * is too long is skipped up to its end without being kept.
   *
   * Bytes and not characters are compared: FileSource admits only charsets in which the bytes of
   * quote, delimiter and line ends stand for nothing else.
   */

  /** How a record was found. */
  enum Found {
    /** There is one. */
    RECORD,
    /** There is one, but it is longer than it may be; its text is not there. */
    TOO_LONG,
    /**
     * There is one that opens a quote and never closes it; it was cut at the end of its first line.
     */
    UNCLOSED,
    /** There is none: the file ends here. */
    END
  }

  private static final int CHUNK = 1 << 16;

  // Where the scan of a CSV record is.
  private static final int CELL_START = 0;
  private static final int PLAIN = 1;
  private static final int QUOTED = 2;
  private static final int QUOTE_IN_QUOTED = 3;

  private final InputStream in;
  private final int delimiter;
  private final int maxBytes;

  private byte[] buffer = new byte[CHUNK];
  private int limit;
  private long bufferPlace;

  private int start;
  private int textEnd;
  private int next;
  private long linesBefore;
  private long linesOfRecord;

  /**
   * Scans a stream whose first byte lies at {@code place}, a boundary; {@code delimiter} as in
   * {@link RecordFormat}.
   */
  RecordScanner(InputStream in, long place, int delimiter, int maxBytes) {
    this.in = in;
    this.bufferPlace = place;
    this.delimiter = delimiter;
    this.maxBytes = maxBytes;
  }

  /** Steps over a byte order mark; for a scanner at the start of a file. */
  void skipMark() throws IOException {
    boolean more = true;
    while (limit < 3 && more) {
      more = more();
    }
    if (limit >= 3
        && buffer[0] == (byte) 0xEF
        && buffer[1] == (byte) 0xBB
        && buffer[2] == (byte) 0xBF) {
      next = 3;
    }
  }

  /** Goes to the next record. */
  Found next() throws IOException {
    start = next;
    linesBefore += linesOfRecord;
    linesOfRecord = 1;
    if (start == limit && !more()) {
      linesOfRecord = 0;
      next = start;
      return Found.END;
    }
    return delimiter == RecordFormat.NO_QUOTES ? line() : quoted();
  }

  byte[] bytes() {
    return buffer;
  }

  /** Where the text of the record starts in {@link #bytes}. */
  int start() {
    return start;
  }

  /** How many bytes of text the record has, without its line end. */
  int length() {
    return textEnd - start;
  }

  /** The boundary behind the record. */
  long place() {
    return bufferPlace + next;
  }

  /** How many lines lie between where the scanner started and the record. */
  long linesBefore() {
    return linesBefore;
  }

  /** How many lines begin in the first {@code bytes} bytes of a stream that end at a boundary. */
  static long countLines(InputStream in, long bytes) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long left = bytes;
    long count = 0;
    boolean afterReturn = false;
    while (left > 0) {
      int read = in.read(chunk, 0, (int) Math.min(chunk.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
      for (int i = 0; i < read; i++) {
        byte b = chunk[i];
        if (b == '\r' || (b == '\n' && !afterReturn)) {
          count++;
        }
        afterReturn = b == '\r';
      }
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Found line() throws IOException {
    int scanned = 0;
    while (true) {
      int bound = scanBound();
      for (int at = start + scanned; at < bound; at++) {
        byte b = buffer[at];
        if (b == '\n' || b == '\r') {
          endAt(at);
          return Found.RECORD;
        }
      }
      scanned = bound - start;
      if (scanned > maxBytes) {
        return skipLine();
      }
      if (!more()) {
        return endOfFile(Found.RECORD);
      }
    }
  }

  private Found quoted() throws IOException {
    int scanned = 0;
    int state = CELL_START;
    boolean severalLines = false;
    while (true) {
      int bound = scanBound();
      for (int at = start + scanned; at < bound; at++) {
        byte b = buffer[at];
        if (state == QUOTED) {
          state = b == '"' ? QUOTE_IN_QUOTED : QUOTED;
          severalLines |= b == '\n' || b == '\r';
        } else if (b == '\n' || b == '\r') {
          endAt(at);
          if (severalLines) {
            linesOfRecord = countLines(new ByteArrayInputStream(buffer, start, next - start), next);
          }
          return Found.RECORD;
        } else if (b == '"' && state != PLAIN) {
          // At the start of a cell it opens; behind a quote it is a doubled one and the cell goes
          // on.
          state = QUOTED;
        } else {
          state = b == delimiter ? CELL_START : PLAIN;
        }
      }
      scanned = bound - start;
      if (scanned > maxBytes) {
        return firstLine(state == QUOTED ? Found.UNCLOSED : Found.TOO_LONG);
      }
      if (!more()) {
        return state == QUOTED ? firstLine(Found.UNCLOSED) : endOfFile(Found.RECORD);
      }
    }
  }

  /**
   * Behind the last byte worth looking at: a record that does not end before it is too long,
   * wherever chunks end.
   */
  private int scanBound() {
    return (int) Math.min(limit, (long) start + maxBytes + 1);
  }

  /** Cuts a record that was given up at the end of its first line. */
  private Found firstLine(Found found) throws IOException {
    int bound = scanBound();
    for (int at = start; at < bound; at++) {
      if (buffer[at] == '\n' || buffer[at] == '\r') {
        endAt(at);
        return found;
      }
    }
    return bound - start > maxBytes ? skipLine() : endOfFile(found);
  }

  /** Steps over a line without keeping it. */
  private Found skipLine() throws IOException {
    while (true) {
      for (int at = start; at < limit; at++) {
        if (buffer[at] == '\n' || buffer[at] == '\r') {
          endAt(at);
          return Found.TOO_LONG;
        }
      }
      bufferPlace += limit;
      start = 0;
      limit = 0;
      if (!more()) {
        return endOfFile(Found.TOO_LONG);
      }
    }
  }

  private Found endOfFile(Found found) {
    textEnd = limit;
    next = limit;
    return found;
  }

  /**
   * Ends the record at a line end, which may be two bytes of which the second has not been read
   * yet.
   */
  private void endAt(int at) throws IOException {
    int length = at - start;
    boolean lineFeedMayFollow = buffer[at] == '\r' && (at + 1 < limit || more());
    textEnd = start + length;
    next = textEnd + 1;
    if (lineFeedMayFollow && buffer[next] == '\n') {
      next++;
    }
  }

  /**
   * Reads on, keeping the record and moving it to the front of the buffer; false at the end of the
   * file.
   */
  private boolean more() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      bufferPlace += start;
      limit -= start;
      start = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
    }
    int read = in.read(buffer, limit, buffer.length - limit);
    if (read <= 0) {
      return false;
    }
    limit += read;
    return true;
  }
}
