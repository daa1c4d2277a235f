package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvSourceTest {
  enum Kind {
    CASH_OUT,
    TRANSFER
  }

  record Trade(long timeMs, double price, String exchange) {}

  record Everything(
      boolean yes,
      byte b,
      short s,
      int i,
      Long l,
      float f,
      Double d,
      char c,
      String text,
      Kind kind,
      BigDecimal money,
      Optional<Integer> maybe,
      Optional<String> word) {}

  record Times(Instant at, LocalDateTime local, LocalDate day) {}

  record Positive(int value) {
    Positive {
      if (value < 0) {
        throw new IllegalArgumentException("was " + value);
      }
    }
  }

  record Odd(List<String> list) {}

  @TempDir Path directory;
  private final DiskEnvironment disk = new DiskEnvironment();

  @AfterEach
  void nothingStaysOpen() {
    assertThat(disk.open).isZero();
  }

  private Path file(String content) throws IOException {
    return Reading.file(directory, "trades.csv", content);
  }

  @Test
  void whenHeaderNamesColumnsInAnotherOrderAndStyle_thenTheyAreFound() throws IOException {
    Path file = file("\uFEFFExchange,PRICE,unused,Time_ms\r\nP,1.5,x,7\r\n\r\nQ,2,y,8");
    assertThat(Reading.all(Files.csv(file, Trade.class), disk))
        .containsExactly(new Trade(7, 1.5, "P"), new Trade(8, 2, "Q"));
  }

  @Test
  void whenCellsAreQuoted_thenDelimitersQuotesAndLineEndsAreContent() throws IOException {
    Path file = file("time_ms;price;exchange\n1;2;\"a;b\"\"c\r\nd\"\n3;4;x \"y\" z\n5;6;\"\"\n");
    assertThat(Reading.all(Files.csv(file, Trade.class).delimiter(';'), disk))
        .containsExactly(
            new Trade(1, 2, "a;b\"c\r\nd"), new Trade(3, 4, "x \"y\" z"), new Trade(5, 6, ""));
  }

  @Test
  void whenComponentsHaveManyTypes_thenCellsBecomeThem() throws IOException {
    Path file =
        file(
            "yes,b,s,i,l,f,d,c,text,kind,money,maybe,word\n"
                + "TRUE,1,2, 3 ,4,0.5,-1e3,z, t ,cash-out,1.10,5, w \n"
                + "0,1,2,3,,0.5,,z,,,,,\n");
    assertThat(Reading.all(Files.csv(file, Everything.class), disk))
        .containsExactly(
            new Everything(
                true,
                (byte) 1,
                (short) 2,
                3,
                4L,
                0.5f,
                -1e3,
                'z',
                " t ",
                Kind.CASH_OUT,
                new BigDecimal("1.10"),
                Optional.of(5),
                Optional.of(" w ")),
            new Everything(
                false,
                (byte) 1,
                (short) 2,
                3,
                null,
                0.5f,
                null,
                'z',
                "",
                null,
                null,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void whenTimesHaveAPattern_thenTheyAreReadInTheZone() throws IOException {
    Path file = file("at,local,day\n2011-07-01 12:00:00,2011-01-01 05:49:00,2011-01-02\n");
    ZoneId zone = ZoneId.of("America/Chicago");
    assertThat(
            Reading.all(Files.csv(file, Times.class).timestamps("yyyy-MM-dd HH:mm:ss", zone), disk))
        .containsExactly(
            new Times(
                Instant.parse("2011-07-01T17:00:00Z"),
                LocalDateTime.of(2011, 1, 1, 5, 49),
                LocalDate.of(2011, 1, 2)));
  }

  @Test
  void whenPatternNamesAnOffset_thenTheOffsetCounts() throws IOException {
    Path file =
        file("at,local,day\n17/May/2015:10:05:03 +0200,17/May/2015:10:05:03 +0200,2015-05-17\n");
    FileSource<Times> source =
        Files.csv(file, Times.class).timestamps("dd/MMM/yyyy:HH:mm:ss Z", ZoneOffset.UTC);
    assertThat(Reading.all(source, disk).get(0).at())
        .isEqualTo(Instant.parse("2015-05-17T08:05:03Z"));
  }

  @Test
  void whenADayDoesNotExist_thenTheRecordIsBad() throws IOException {
    Path file = file("at,local,day\n2011-02-31 00:00:00,2011-01-01 05:49:00,2011-01-02\n");
    FileSource<Times> source =
        Files.csv(file, Times.class).timestamps("yyyy-MM-dd HH:mm:ss", ZoneOffset.UTC);
    assertThatThrownBy(() -> Reading.all(source, disk))
        .hasMessageContaining(
            "trades.csv line 2: column 'at' is not a point in time written as yyyy-MM-dd HH:mm:ss"
                + " (19 characters)");
  }

  @Test
  void whenTimesAreIso_thenNoPatternIsNeeded() throws IOException {
    Path file = file("at,local,day\n2011-07-01T12:00:00Z,2011-01-01T05:49,2011-01-02\n");
    assertThat(Reading.all(Files.csv(file, Times.class), disk).get(0).at())
        .isEqualTo(Instant.parse("2011-07-01T12:00:00Z"));
  }

  @Test
  void whenAColumnIsMissing_thenTheHeaderIsListed() throws IOException {
    Path file = file("time_ms,cost,exchange\n1,2,P\n");
    assertThatThrownBy(
            () -> Reading.all(Files.csv(file, Trade.class).onBadRecord(BadRecords.SKIP), disk))
        .hasMessageContaining("RECORD_INVALID [EXTERNAL] trades.csv line 1")
        .hasMessageContaining("no column for component 'price' of Trade")
        .hasMessageContaining("[time_ms, cost, exchange]");
  }

  @Test
  void whenTwoColumnsMatch_thenTheExactOneWinsOrItIsAnError() throws IOException {
    Path exact = Reading.file(directory, "a.csv", "time_ms,timeMs,price,exchange\n1,2,3,P\n");
    assertThat(Reading.all(Files.csv(exact, Trade.class), disk))
        .containsExactly(new Trade(2, 3, "P"));
    Path unclear = Reading.file(directory, "b.csv", "time_ms,TIMEMS,price,exchange\n1,2,3,P\n");
    assertThatThrownBy(() -> Reading.all(Files.csv(unclear, Trade.class), disk))
        .hasMessageContaining("2 columns for component 'timeMs'");
  }

  @Test
  void whenFileHasNoRecords_thenThereAreNoEvents() throws IOException {
    for (String content :
        List.of("", "\uFEFF", "\n\r\n", "time_ms,price,exchange", "\n\ntime_ms,price,exchange\n")) {
      assertThat(Reading.all(Files.csv(file(content), Trade.class), disk)).isEmpty();
    }
  }

  @Test
  void whenARecordIsBad_thenFileLineColumnAndCauseAreSaidAndNotTheContent() throws IOException {
    Path file = file("time_ms,price,exchange\n1,2,\"a\nb\r\nc\"\n2,twelve chars,x\n");
    assertThatThrownBy(() -> Reading.all(Files.csv(file, Trade.class), disk))
        .hasMessage(
            "RECORD_INVALID [EXTERNAL] trades.csv line 5: column 'price' is not a number (12"
                + " characters). Correct the line, or skip bad records with onBadRecord(...).")
        .hasNoCause();
  }

  @Test
  void whenBadRecordsAreCollected_thenTheRestGoesOn() throws IOException {
    Path file =
        file(
            "time_ms,price,exchange\n"
                + "1,1,A\n" // 2
                + "2,x,B\n" // 3
                + "3,3\n" // 4
                + "\n" // 5
                + "4,4,\"D\n" // 6
                + "\"\"D\"\n" // 7
                + ",5,E\n" // 8
                + "6,6,\"F\"F\n" // 9
                + "7,7,\"G\n" // 10, never closed
                + "8,8,H\n"); // 11
    CollectedBadRecords bad = BadRecords.collecting(4);
    FileSource<Trade> source = Files.csv(file, Trade.class).onBadRecord(bad);
    assertThat(Reading.all(source, disk))
        .containsExactly(new Trade(1, 1, "A"), new Trade(4, 4, "D\n\"D"), new Trade(8, 8, "H"));
    assertThat(bad.count()).isEqualTo(5);
    assertThat(source.badRecords()).isEqualTo(5);
    assertThat(bad.records())
        .containsExactly(
            new BadRecord("trades.csv", 3, "price", "is not a number (1 characters)"),
            new BadRecord("trades.csv", 4, null, "has 2 cells where the header has 3"),
            new BadRecord("trades.csv", 8, "time_ms", "is empty"),
            new BadRecord(
                "trades.csv",
                9,
                null,
                "is not CSV behind cell 2: a quoted cell must be followed by ',' or the end of the"
                    + " line"));
  }

  @Test
  void whenAQuoteIsNeverClosed_thenOnlyItsLineIsLostWhereverTheFileEnds() throws IOException {
    StringBuilder content = new StringBuilder("time_ms,price,exchange\n1,1,\"open\n");
    for (int i = 2; i < 200; i++) {
      content.append(i).append(",1,x\n");
    }
    CollectedBadRecords bad = BadRecords.collecting(10);
    FileSource<Trade> source =
        Files.csv(file(content.toString()), Trade.class).maxRecordBytes(100).onBadRecord(bad);
    for (int bytesPerRead : new int[] {1, 10, 1 << 20}) {
      disk.bytesPerRead = bytesPerRead;
      assertThat(Reading.all(source, disk)).hasSize(198);
    }
    assertThat(bad.records()).hasSize(3).allMatch(r -> r.line() == 2);
    assertThat(bad.records().get(0).cause()).isEqualTo("opens a quote that is not closed");
  }

  @Test
  void whenTheConstructorRefuses_thenItIsNamedWithoutItsMessage() throws IOException {
    Path file = file("value\n1\n-77\n2\n");
    assertThatThrownBy(() -> Reading.all(Files.csv(file, Positive.class), disk))
        .hasMessageContaining(
            "trades.csv line 3: the constructor of Positive threw IllegalArgumentException")
        .hasMessageNotContaining("-77");
    assertThat(Reading.all(Files.csv(file, Positive.class).onBadRecord(BadRecords.SKIP), disk))
        .containsExactly(new Positive(1), new Positive(2));
  }

  @Test
  void whenAComponentHasATypeNoCellCanHold_thenItIsRefusedAtOnce() {
    assertThatThrownBy(() -> Files.csv(directory, Odd.class))
        .hasMessageContaining("ARGUMENT_INVALID [USER] component 'list'")
        .hasMessageContaining("java.util.List<java.lang.String>");
  }

  @Test
  void whenDelimiterMakesNoSense_thenItIsRefused() {
    for (char delimiter : new char[] {'"', '\n', 'x', '\u00fc'}) {
      assertThatThrownBy(() -> Files.csv(directory, Trade.class).delimiter(delimiter))
          .hasMessageContaining("ARGUMENT_INVALID");
    }
  }

  @Test
  void whenPolicyIsALambda_thenItSeesTheRecord() throws IOException {
    Path file = file("value\nx\n");
    StringBuilder seen = new StringBuilder();
    Reading.all(
        Files.csv(file, Positive.class).onBadRecord(bad -> seen.append(bad.describe())), disk);
    assertThat(seen.toString())
        .isEqualTo(
            "trades.csv line 2: column 'value' is not a whole number of type int (1 characters)");
  }
}
