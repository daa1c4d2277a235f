package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineSourceTest {
  @TempDir Path directory;
  private final DiskEnvironment disk = new DiskEnvironment();

  @AfterEach
  void nothingStaysOpen() {
    assertThat(disk.open).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 1 << 20})
  void whenLineEndsDiffer_thenLinesAreTheSame(int bytesPerRead) throws IOException {
    disk.bytesPerRead = bytesPerRead;
    Path file = Reading.file(directory, "a.txt", "\uFEFFone\ntwo\r\n\r\nthree\rvier \u00fc\nlast");
    assertThat(Reading.all(Files.lines(file), disk))
        .containsExactly("one", "two", "", "three", "vier \u00fc", "last");
  }

  @Test
  void whenFileIsEmpty_thenThereAreNoEvents() throws IOException {
    assertThat(Reading.all(Files.lines(Reading.file(directory, "a.txt", "")), disk)).isEmpty();
    assertThat(Reading.all(Files.lines(Reading.file(directory, "b.txt", "\uFEFF")), disk))
        .isEmpty();
  }

  @Test
  void whenLineIsLongerThanTheBuffer_thenItIsWhole() throws IOException {
    String lengthy = "x".repeat(300_000);
    Path file = Reading.file(directory, "a.txt", "a\n" + lengthy + "\r\nb\n");
    assertThat(Reading.all(Files.lines(file), disk)).containsExactly("a", lengthy, "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1 << 20})
  void whenLineIsLongerThanAllowed_thenItIsBadAndTheRestGoesOn(int bytesPerRead)
      throws IOException {
    disk.bytesPerRead = bytesPerRead;
    Path file = Reading.file(directory, "a.txt", "12345\n123456\r\nok\n" + "y".repeat(100));
    CollectedBadRecords bad = BadRecords.collecting(10);
    FileSource<String> source = Files.lines(file).maxRecordBytes(5).onBadRecord(bad);
    assertThat(Reading.all(source, disk)).containsExactly("12345", "ok");
    assertThat(bad.records()).extracting(BadRecord::line).containsExactly(2L, 4L);
    assertThat(bad.records().get(0).cause()).contains("longer than 5 bytes");
    assertThat(source.badRecords()).isEqualTo(2);
  }

  @Test
  void whenMapperThrows_thenTheLineIsNamedAndItsContentIsNot() throws IOException {
    Path file = Reading.file(directory, "n.txt", "1\n2\nsecret\n4\n");
    FileSource<Integer> numbers = Files.lines(file, Integer::valueOf, Integer.class);
    assertThatThrownBy(() -> Reading.all(numbers, disk))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(
            "RECORD_INVALID [EXTERNAL] n.txt line 3: the mapper threw NumberFormatException")
        .hasMessageContaining("onBadRecord")
        .hasMessageNotContaining("secret")
        .hasNoCause();
    assertThat(Reading.all(numbers.onBadRecord(BadRecords.SKIP), disk)).containsExactly(1, 2, 4);
  }

  @Test
  void whenReadFromAPlaceInTheMiddle_thenLineNumbersCountFromTheStart() throws IOException {
    Path file = Reading.file(directory, "n.txt", "1\r\n2\rx\n\n4\ny\n");
    CollectedBadRecords bad = BadRecords.collecting(10);
    FileSource<Integer> numbers =
        Files.lines(file, Integer::valueOf, Integer.class).onBadRecord(bad);
    SplitPosition behindTwo = new SplitPosition(new Split("n.txt"), 2, 5);
    assertThat(Reading.from(numbers, behindTwo, disk, 10).values).containsExactly(4);
    assertThat(bad.records()).extracting(BadRecord::line).containsExactly(3L, 4L, 6L);
  }

  @Test
  void whenBytesAreNoText_thenTheRecordIsBad() throws IOException {
    Path file = directory.resolve("a.txt");
    java.nio.file.Files.write(file, new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b'});
    CollectedBadRecords bad = BadRecords.collecting(10);
    assertThat(Reading.all(Files.lines(file).onBadRecord(bad), disk)).containsExactly("a", "b");
    assertThat(bad.records()).containsExactly(new BadRecord("a.txt", 2, null, "is not UTF-8"));
    assertThat(Reading.all(Files.lines(file).charset(StandardCharsets.ISO_8859_1), disk))
        .containsExactly("a", "\u00c3", "b");
  }

  @Test
  void whenTextHasTheReplacementCharacter_thenItIsNotBad() throws IOException {
    Path file = Reading.file(directory, "a.txt", "a\uFFFDb\n");
    assertThat(Reading.all(Files.lines(file), disk)).containsExactly("a\uFFFDb");
  }

  @Test
  void whenCharsetCannotBeSplitByBytes_thenItIsRefused() {
    assertThatThrownBy(() -> Files.lines(directory).charset(StandardCharsets.UTF_16))
        .hasMessageContaining("ARGUMENT_INVALID")
        .hasMessageContaining("UTF-16");
  }

  @Test
  void whenPathIsADirectory_thenEachFileIsASplit() throws IOException {
    Reading.file(directory, "b.log", "b\n");
    Reading.file(directory, "a.log", "a\n");
    Reading.file(directory, "c.csv", "c\n");
    Reading.file(directory, "part-0-000000.txt.tmp", "unfinished\n");
    Reading.file(directory, ".hidden", "hidden\n");
    java.nio.file.Files.createDirectory(directory.resolve("sub.log"));
    assertThat(Files.lines(directory).splits(disk))
        .containsExactly(new Split("a.log"), new Split("b.log"), new Split("c.csv"));
    assertThat(Reading.all(Files.lines(directory).matching("*.log"), disk))
        .isEqualTo(List.of("a", "b"));
    assertThatThrownBy(() -> Files.lines(directory).matching("*.x").splits(disk))
        .hasMessageContaining("SOURCE_FAILED")
        .hasMessageContaining("matches *.x");
  }

  @Test
  void whenSplitNamesAnotherDirectory_thenItIsRefused() {
    for (String id : List.of("../a", "..", "sub/a", directory.resolve("a").toString())) {
      assertThatThrownBy(
              () -> Files.lines(directory).open(SplitPosition.start(new Split(id)), disk))
          .hasMessageContaining("SOURCE_FAILED")
          .hasMessageContaining("is no file of");
    }
  }

  @Test
  void whenFileIsMissingOrShorterThanBefore_thenItIsSaid() throws IOException {
    assertThatThrownBy(() -> Files.lines(directory.resolve("none")).splits(disk))
        .hasMessageContaining("SOURCE_FAILED [EXTERNAL] there is no file");
    Path file = Reading.file(directory, "a.txt", "a\n");
    SplitPosition behind = new SplitPosition(new Split("a.txt"), 9, 99);
    assertThatThrownBy(() -> Files.lines(file).open(behind, disk))
        .hasMessageContaining("a.txt has 2 bytes, but was read up to byte 99");
  }

  @Test
  void whenCsvOptionIsSetOnLines_thenItIsRefused() {
    assertThatThrownBy(() -> Files.lines(directory).delimiter(';'))
        .hasMessageContaining("delimiter(...) was set on a source that does not read CSV");
  }
}
