package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.window.GlobalWindow;
import io.millrace.api.window.Late;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonLinesTest {
  record Payment(
      String id,
      double amount,
      Instant at,
      Optional<String> note,
      List<Integer> parts,
      Map<String, Integer> tags) {}

  record Simple(String id, int amount) {
    Simple {
      if (amount < 0) {
        throw new IllegalArgumentException("was " + amount);
      }
    }
  }

  record Broken(String id) {
    public String getSecret() {
      throw new IllegalStateException("secret of " + id);
    }
  }

  @TempDir Path directory;
  private final DiskEnvironment disk = new DiskEnvironment();

  @Test
  void whenWrittenAndRead_thenItIsTheSameFromEveryPosition() {
    Random random = new Random(7);
    List<Payment> payments = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      payments.add(
          new Payment(
              "p\n\"" + i,
              random.nextGaussian(),
              Instant.ofEpochMilli(random.nextLong() >> 20),
              random.nextBoolean() ? Optional.of("\u00fc\r" + i) : Optional.empty(),
              List.of(i, i + 1),
              Map.of("tag", i)));
    }
    write(payments);
    FileSource<Payment> source = Files.jsonLines(directory, Payment.class);
    Split split = source.splits(disk).get(0);
    Reading<Payment> one = Reading.from(source, SplitPosition.start(split), disk, 1);
    assertThat(one.values).isEqualTo(payments);
    for (int i = 0; i < one.positions.size(); i += 17) {
      assertThat(Reading.from(source, one.positions.get(i), disk, 64).values)
          .isEqualTo(payments.subList(i, payments.size()));
    }
    assertThat(disk.open).isZero();
  }

  @Test
  void whenRecordsAreBad_thenLineFieldAndCauseAreSaidAndNotTheContent() throws IOException {
    Path file =
        Reading.file(
            directory,
            "p.jsonl",
            "{\"id\":\"a\",\"amount\":1,\"more\":true}\n"
                + "{\"id\":\"a\",\"amount\":\"secret\"}\n"
                + "\n"
                + "{\"id\":\"a\",\"amo\n"
                + "secret\n"
                + "{\"id\":\"a\"}\n"
                + "null\n"
                + "{\"id\":\"a\",\"amount\":-3}\n"
                + "{\"id\":\"a\",\"amount\":1} {}\n"
                + "[1]\n"
                + "{\"id\":\"b\",\"amount\":2}");
    CollectedBadRecords bad = BadRecords.collecting(20);
    assertThat(Reading.all(Files.jsonLines(file, Simple.class).onBadRecord(bad), disk))
        .containsExactly(new Simple("a", 1), new Simple("b", 2));
    assertThat(bad.records())
        .extracting(BadRecord::line)
        .containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(bad.records())
        .extracting(BadRecord::describe)
        .noneMatch(text -> text.contains("secret"));
    assertThat(bad.records().get(0)).isEqualTo(new BadRecord("p.jsonl", 2, "amount", "is no int"));
    assertThat(bad.records().get(1).cause()).startsWith("is not JSON at character");
    assertThat(bad.records().get(3).column()).isEqualTo("amount");
    assertThatThrownBy(() -> Reading.all(Files.jsonLines(file, Simple.class), disk))
        .hasMessageStartingWith(
            "RECORD_INVALID [EXTERNAL] p.jsonl line 2: column 'amount' is no int")
        .hasNoCause();
  }

  @Test
  void whenResultsOfWindowsAreWritten_thenPeopleCanReadThem() throws IOException {
    Instant start = Instant.parse("2011-01-01T05:00:00Z");
    TimeWindow window =
        new TimeWindow(start.toEpochMilli(), start.plus(Duration.ofMinutes(1)).toEpochMilli());
    write(
        List.of(
            new WindowResult<>("IAH", window, WindowResult.Firing.ON_TIME, 2.5),
            new WindowResult<>(
                7L, GlobalWindow.INSTANCE, WindowResult.Firing.EARLY, new Simple("x", 1)),
            new Late<>(new Simple("y", 2), start, Duration.ofSeconds(5), "a.csv", 9)));
    assertThat(java.nio.file.Files.readAllLines(directory.resolve("part-0-000000.jsonl")))
        .containsExactly(
            "{\"key\":\"IAH\",\"start\":\"2011-01-01T05:00:00Z\",\"end\":\"2011-01-01T05:01:00Z\","
                + "\"firing\":\"ON_TIME\",\"value\":2.5}",
            "{\"key\":7,\"firing\":\"EARLY\",\"value\":{\"id\":\"x\",\"amount\":1}}",
            "{\"value\":{\"id\":\"y\",\"amount\":2},\"at\":\"2011-01-01T05:00:00Z\","
                + "\"lateBy\":\"PT5S\",\"split\":\"a.csv\",\"offset\":9}");
  }

  @Test
  void whenAResultHasNoJson_thenItsTypeIsNamedAndItsContentIsNot() {
    assertThatThrownBy(() -> write(List.of(new Broken("abc"))))
        .hasMessageContaining("SINK_FAILED")
        .hasMessageContaining("Broken has no JSON: Jackson threw IllegalStateException")
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  private <T> void write(List<T> values) {
    FileSink<T> sink = Files.jsonLinesSink(directory);
    try (SinkWriter<T> writer = sink.open(new SinkContext("out", 0, 1, disk))) {
      values.forEach(value -> writer.write(value, 0));
      writer.finish();
    }
  }
}
