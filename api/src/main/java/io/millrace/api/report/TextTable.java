package io.millrace.api.report;

import io.millrace.api.time.EventTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A table of text with aligned columns, numbers to the right: for reports that people read. Not
 * thread-safe.
 */
public final class TextTable {
  /** A number, a dot or a dash; with up to two units, as durations and sizes have. */
  private static final Pattern NUMERIC =
      Pattern.compile("[-.]|-?[0-9][0-9,.]*%?( [A-Za-z]{1,5}( [0-9]+ [a-z]{1,3})?)?");

  private final List<String[]> rows = new ArrayList<>();

  /** A table with these headings. */
  public TextTable(String... headings) {
    rows.add(headings.clone());
  }

  /** Adds a row with a cell for each heading. */
  public TextTable row(String... cells) {
    rows.add(cells.clone());
    return this;
  }

  /**
   * The same without the columns, after the first, that say nothing: a dot or a dash in every row.
   */
  public TextTable withoutEmptyColumns() {
    List<Integer> kept = new ArrayList<>();
    for (int c = 0; c < rows.get(0).length; c++) {
      if (c == 0 || rows.size() == 1 || saysSomething(c)) {
        kept.add(c);
      }
    }
    TextTable table = new TextTable();
    table.rows.clear();
    for (String[] row : rows) {
      table.rows.add(kept.stream().map(c -> row[c]).toArray(String[]::new));
    }
    return table;
  }

  private boolean saysSomething(int column) {
    return rows.stream()
        .skip(1)
        .map(row -> row[column])
        .anyMatch(cell -> !cell.equals(".") && !cell.equals("-") && !cell.isEmpty());
  }

  /** A number with its thousands apart; a dot for zero, which reads better in a table of counts. */
  public static String number(long value) {
    return value == 0 ? "." : String.format(Locale.ROOT, "%,d", value);
  }

  /** A size in bytes, rounded. */
  public static String bytes(long bytes) {
    if (bytes == 0) {
      return ".";
    }
    if (bytes < 1024) {
      return bytes + " B";
    }
    return bytes < 1024 * 1024
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (1024.0 * 1024));
  }

  /** An event time or watermark. */
  public static String time(long timeMs) {
    if (timeMs == EventTimes.MIN) {
      return "none yet";
    }
    return timeMs == EventTimes.MAX ? "end" : EventTimes.instant(timeMs).toString();
  }

  /** A duration, rounded to its two largest units. */
  public static String duration(Duration duration) {
    long millis = EventTimes.millis(duration);
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return String.format(Locale.ROOT, "%,d d %d h", seconds / 86_400, seconds % 86_400 / 3600);
  }

  @Override
  public String toString() {
    int columns = rows.get(0).length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row[c].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      line(rows.get(r), widths, text);
      if (r == 0) {
        for (int c = 0; c < columns; c++) {
          text.append(c == 0 ? "" : "  ").append("-".repeat(widths[c]));
        }
        text.append('\n');
      }
    }
    return text.toString();
  }

  private void line(String[] row, int[] widths, StringBuilder text) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < row.length; c++) {
      line.append(c == 0 ? "" : "  ");
      String padding = " ".repeat(widths[c] - row[c].length());
      line.append(numeric(c) ? padding + row[c] : row[c] + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private boolean numeric(int column) {
    for (int r = 1; r < rows.size(); r++) {
      String cell = rows.get(r)[column];
      if (!cell.isEmpty() && !NUMERIC.matcher(cell).matches()) {
        return false;
      }
    }
    return rows.size() > 1;
  }
}
