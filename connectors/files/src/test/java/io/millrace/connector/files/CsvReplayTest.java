package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated CSV: what was written is what is read, from every position. */
final class CsvReplayTest {
  record Row(String first, String second, Integer number) {}

  record Single(String only) {}

  private static final int CASES = 1_000;
  private static final String[] PIECES = {
    "a",
    "bc",
    " ",
    "\"",
    "\"\"",
    ",",
    "\n",
    "\r\n",
    "\r",
    "\u00fc\u4f60",
    "\uD83D\uDE00",
    "#",
    "'",
    "\\",
    "\t"
  };

  @TempDir Path directory;
  private final DiskEnvironment disk = new DiskEnvironment();

  @Test
  void whenReadAgainFromAnyPosition_thenTheRestComes() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          List<Row> rows = rows(random);
          Path file = Reading.file(directory, "rows.csv", text(rows, random));
          disk.bytesPerRead = random.nextBoolean() ? 1 + random.nextInt(40) : Integer.MAX_VALUE;
          FileSource<Row> source = Files.csv(file, Row.class);
          SplitPosition start = SplitPosition.start(new Split("rows.csv"));

          assertThat(Reading.from(source, start, disk, 1 + random.nextInt(5)).values)
              .isEqualTo(rows);
          Reading<Row> one = Reading.from(source, start, disk, 1);
          assertThat(one.positions).hasSize(rows.size() + 1);
          for (int i = 0; i < one.positions.size(); i++) {
            SplitPosition position = one.positions.get(i);
            assertThat(position.offset()).isEqualTo(i);
            assertThat(Reading.from(source, position, disk, 3).values)
                .as("from %s", position)
                .isEqualTo(rows.subList(i, rows.size()));
          }
        });
    assertThat(disk.open).isZero();
  }

  @Test
  void whenSomeRecordsAreBad_thenEveryPositionStillNamesTheirLines() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          StringBuilder content = new StringBuilder("first,second,number\n");
          List<Long> badLines = badLines(content, random);
          Path file = Reading.file(directory, "rows.csv", content.toString());
          FileSource<Row> source = Files.csv(file, Row.class);
          CollectedBadRecords all = BadRecords.collecting(100);
          SplitPosition start = SplitPosition.start(new Split("rows.csv"));
          Reading<Row> one = Reading.from(source.onBadRecord(all), start, disk, 1);
          assertThat(all.records()).extracting(BadRecord::line).isEqualTo(badLines);
          for (SplitPosition position : one.positions) {
            CollectedBadRecords rest = BadRecords.collecting(100);
            Reading.from(source.onBadRecord(rest), position, disk, 4);
            int size = badLines.size();
            assertThat(rest.records())
                .extracting(BadRecord::line)
                .as("from %s", position)
                .isEqualTo(badLines.subList(size - (int) rest.count(), size));
          }
        });
  }

  @Test
  void whenWrittenByTheSink_thenTheSourceReadsTheSame() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          List<Row> rows = rows(random);
          rows.add(new Row(cell(random), cell(random), 1));
          List<Single> singles = rows.stream().map(row -> new Single(row.first())).toList();
          write(Files.csvSink(directory.resolve("rows"), Row.class), rows);
          write(Files.csvSink(directory.resolve("singles"), Single.class), singles);
          assertThat(takeAll(Files.csv(directory.resolve("rows"), Row.class), "rows"))
              .isEqualTo(rows);
          assertThat(takeAll(Files.csv(directory.resolve("singles"), Single.class), "singles"))
              .isEqualTo(singles);
        });
    assertThat(disk.open).isZero();
  }

  /** Reads what a case has written and makes room for the next. */
  private <T> List<T> takeAll(FileSource<T> source, String folder) throws IOException {
    List<T> all = Reading.all(source, disk);
    for (Path file : disk.list(directory.resolve(folder))) {
      disk.delete(file);
    }
    return all;
  }

  private <T> void write(FileSink<T> sink, List<T> values) {
    try (SinkWriter<T> writer = sink.open(new SinkContext("out", 0, 1, disk))) {
      values.forEach(value -> writer.write(value, 0));
      writer.finish();
    }
  }

  /** Appends records of which some are bad, some span lines; gives the lines of the bad ones. */
  private static List<Long> badLines(StringBuilder content, Random random) {
    List<Long> badLines = new ArrayList<>();
    long line = 2;
    for (int i = random.nextInt(8); i > 0; i--) {
      String cell = cell(random);
      boolean bad = random.nextInt(3) == 0;
      if (bad) {
        badLines.add(line);
      }
      content.append(quoted(cell)).append(",y,").append(bad ? "x" : "1").append('\n');
      line += 1 + lineEnds(cell);
    }
    return badLines;
  }

  private static List<Row> rows(Random random) {
    List<Row> rows = new ArrayList<>();
    for (int i = random.nextInt(10); i > 0; i--) {
      rows.add(
          new Row(cell(random), cell(random), random.nextInt(4) == 0 ? null : random.nextInt()));
    }
    return rows;
  }

  private static String cell(Random random) {
    StringBuilder cell = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      cell.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return cell.toString();
  }

  private static String text(List<Row> rows, Random random) {
    String[] ends = {"\n", "\r\n", "\r"};
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    text.append("first,second,number");
    for (Row row : rows) {
      text.append(ends[random.nextInt(3)]);
      if (random.nextInt(5) == 0) {
        text.append(ends[random.nextInt(3)]);
      }
      text.append(either(row.first(), random)).append(',').append(either(row.second(), random));
      text.append(',').append(row.number() == null ? "" : row.number());
    }
    return text.append(random.nextBoolean() ? "\n" : "").toString();
  }

  /**
   * Quotes where it must be, and sometimes where it need not; a quote inside a plain cell needs
   * none.
   */
  private static String either(String cell, Random random) {
    boolean must =
        cell.startsWith("\"") || cell.contains(",") || cell.contains("\n") || cell.contains("\r");
    return must || random.nextBoolean() ? quoted(cell) : cell;
  }

  private static String quoted(String cell) {
    return '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static int lineEnds(String cell) {
    return cell.replace("\r\n", "\n").replaceAll("[^\r\n]", "").length();
  }
}
