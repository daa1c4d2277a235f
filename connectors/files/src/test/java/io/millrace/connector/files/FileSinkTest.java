package io.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.environment.Environment;
import io.millrace.testkit.Fault;
import io.millrace.testkit.InMemoryFiles;
import io.millrace.testkit.SimulatedCrash;
import io.millrace.testkit.SimulatedEnvironment;
import io.millrace.testkit.SimulatedTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileSinkTest {
  private static final String FIRST = "part-0-000000.txt";

  @TempDir Path temporary;
  private Path directory;
  private final DiskEnvironment disk = new DiskEnvironment();

  @BeforeEach
  void inADirectoryThatDoesNotExistYet() {
    directory = temporary.resolve("to/out");
  }

  private SinkWriter<String> open(int subtask) {
    FileSink<String> sink = Files.lineSink(directory);
    assertThat(sink.guarantee()).isEqualTo(Guarantee.TRANSACTIONAL);
    return sink.open(new SinkContext("out", subtask, 2, disk));
  }

  @SuppressWarnings("unchecked")
  private static TwoPhase<String> phases(SinkWriter<String> writer) {
    return (TwoPhase<String>) writer;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = java.nio.file.Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private List<String> visible() throws IOException {
    return names().stream().filter(name -> !name.endsWith(".tmp")).toList();
  }

  private List<String> lines(String name) throws IOException {
    return java.nio.file.Files.readAllLines(directory.resolve(name));
  }

  @Test
  void whenTheJobEnds_thenWhatWasWrittenIsVisible() throws IOException {
    SinkWriter<String> zero = open(0);
    SinkWriter<String> one = open(1);
    zero.write("a", 1);
    zero.flush();
    zero.write("b", 2);
    one.write("\u00fc", 3);
    assertThat(visible()).isEmpty();
    for (SinkWriter<String> writer : List.of(zero, one)) {
      writer.finish();
      writer.close();
    }
    assertThat(names()).containsExactly(FIRST, "part-1-000000.txt");
    assertThat(lines(FIRST)).containsExactly("a", "b");
    assertThat(lines("part-1-000000.txt")).containsExactly("\u00fc");
    assertThat(disk.open).isZero();
  }

  @Test
  void whenNothingWasWritten_thenThereIsNoFile() throws IOException {
    SinkWriter<String> writer = open(0);
    assertThat(phases(writer).prepare(1)).isEmpty();
    phases(writer).commit(1, "");
    writer.finish();
    writer.close();
    assertThat(names()).isEmpty();
  }

  @Test
  void whenItCrashesBeforeTheEnd_thenNothingIsVisible() throws IOException {
    SinkWriter<String> crashed = open(0);
    crashed.write("a", 1);
    phases(crashed).prepare(1);
    crashed.write("b", 2);
    assertThat(visible()).isEmpty();
    assertThatThrownBy(() -> Files.lines(directory).splits(disk))
        .hasMessageContaining("has no file");
  }

  @Test
  void whenItIsClosedBeforeTheEnd_thenOnlyWhatWasPreparedStays() throws IOException {
    SinkWriter<String> writer = open(0);
    writer.write("a", 1);
    String prepared = phases(writer).prepare(1);
    writer.write("b", 2);
    writer.close();
    writer.close();
    assertThat(names()).containsExactly(prepared + ".tmp");
    assertThat(disk.open).isZero();
  }

  @Test
  void whenCommitted_thenTheResultsOfThatCheckpointAreVisibleOnce() throws IOException {
    SinkWriter<String> writer = open(0);
    writer.write("a", 1);
    String first = phases(writer).prepare(1);
    writer.write("b", 2);
    String second = phases(writer).prepare(2);
    phases(writer).commit(1, first);
    assertThat(visible()).containsExactly(first);
    phases(writer).commit(1, first);
    phases(writer).commit(2, second);
    phases(writer).commit(2, second);
    writer.finish();
    writer.close();
    assertThat(names()).containsExactly(first, second);
    assertThat(lines(first)).containsExactly("a");
    assertThat(lines(second)).containsExactly("b");
  }

  @Test
  void whenRestoredWithoutIt_thenWhatWasPreparedIsGoneAndTheNameIsNotUsedAgain()
      throws IOException {
    SinkWriter<String> crashed = open(0);
    crashed.write("a", 1);
    String prepared = phases(crashed).prepare(1);
    crashed.write("b", 2);
    SinkWriter<String> other = open(1);
    other.write("c", 3);
    String kept = phases(other).prepare(1);
    SinkWriter<String> writer = open(0);
    phases(writer).restore(List.of());
    assertThat(names()).containsExactly(kept + ".tmp");
    phases(crashed).commit(1, prepared);
    assertThat(visible()).isEmpty();
    writer.write("b", 2);
    assertThat(phases(writer).prepare(2)).isNotEqualTo(prepared);
  }

  @Test
  void whenStartedAgain_thenNamesGoOnBehindAllThatWereUsed() throws IOException {
    java.nio.file.Files.createDirectories(directory);
    Reading.file(directory, "part-0-000003.txt", "x\n");
    Reading.file(directory, "part-0-000005.txt.tmp", "x\n");
    Reading.file(directory, "part-00-000009.txt", "not ours\n");
    Reading.file(directory, "part-0-x.txt", "not ours\n");
    SinkWriter<String> writer = open(0);
    writer.write("a", 1);
    assertThat(phases(writer).prepare(1)).isEqualTo("part-0-000006.txt");
    writer.close();

    // A reader has taken the file of checkpoint 8 away since it was committed; its name stays
    // taken.
    SinkWriter<String> restored = open(0);
    phases(restored).commit(8, "part-0-000011.txt");
    restored.write("b", 2);
    assertThat(phases(restored).prepare(9)).isEqualTo("part-0-000012.txt");
    restored.close();
  }

  @Test
  void whenRestoredAfterACrash_thenAnotherWriterCommitsWhatWasPrepared() throws IOException {
    SinkWriter<String> crashed = open(1);
    crashed.write("a", 1);
    String prepared = phases(crashed).prepare(4);
    SinkWriter<String> restored = open(0);
    phases(restored).commit(4, prepared);
    assertThat(visible()).containsExactly(prepared);
    assertThat(lines(prepared)).containsExactly("a");
  }

  @Test
  void whenTwoWritersShareADirectory_thenNeitherTakesTheOthersName() throws IOException {
    SinkWriter<String> one = open(0);
    SinkWriter<String> two = open(0);
    one.write("a", 1);
    two.write("b", 1);
    one.finish();
    two.finish();
    assertThat(names()).containsExactly(FIRST, "part-0-000001.txt");
  }

  @Test
  void whenPrepared_thenAllIsDurableBeforeItReturnsAndTheRenameBeforeCommitDoes() {
    SinkWriter<String> writer = open(0);
    disk.log.clear();
    writer.write("a", 1);
    String prepared = phases(writer).prepare(1);
    assertThat(disk.log)
        .containsExactly(
            "create " + FIRST + ".tmp",
            "write " + FIRST + ".tmp",
            "force " + FIRST + ".tmp",
            "close " + FIRST + ".tmp",
            "forceDirectory out");
    disk.log.clear();
    phases(writer).commit(1, prepared);
    assertThat(disk.log).containsExactly("rename " + FIRST + ".tmp", "forceDirectory out");
  }

  @Test
  void whenTheProcessDiesAtAnyOperation_thenWhatTheNextOneFinishesStays() throws IOException {
    for (long at = 1; at < 40; at++) {
      SimulatedEnvironment environment = new SimulatedEnvironment(new SimulatedTime(0));
      InMemoryFiles files = environment.files();
      files.strict();
      files.faults(Fault.Plan.at(at, Fault.CRASH));
      boolean died = false;
      try {
        finish(environment);
      } catch (SimulatedCrash e) {
        died = true;
        files.faults(Fault.Plan.NONE);
        files.killProcess();
        finish(environment);
      }
      files.faults(Fault.Plan.NONE);
      files.losePower();
      Path out = Path.of("/to/out");
      assertThat(files.isDirectory(out) ? files.list(out) : List.<Path>of())
          .as("what was finished after a death before operation " + at)
          .anyMatch(part -> part.toString().endsWith(".txt"));
      if (!died) {
        assertThat(at).isGreaterThan(6);
        return;
      }
    }
    throw new AssertionError("more operations than expected");
  }

  private static void finish(Environment environment) {
    FileSink<String> sink = Files.lineSink(Path.of("/to/out"));
    SinkWriter<String> writer = sink.open(new SinkContext("out", 0, 1, environment));
    phases(writer).restore(List.of());
    writer.write("a", 1);
    writer.finish();
  }

  @Test
  void whenForceFails_thenItIsNotTriedAgainAndNothingMoreIsTaken() throws IOException {
    SinkWriter<String> writer = open(0);
    writer.write("a", 1);
    disk.failing = "force";
    assertThatThrownBy(() -> phases(writer).prepare(1))
        .hasMessageContaining("SINK_FAILED [EXTERNAL] sink 'out' could not force " + FIRST);
    disk.failing = "";
    assertThatThrownBy(() -> phases(writer).prepare(2)).hasMessageContaining("failed before");
    assertThatThrownBy(() -> writer.write("b", 2)).hasMessageContaining("failed before");
    assertThatThrownBy(writer::finish).hasMessageContaining("failed before");
    writer.close();
    assertThat(names()).isEmpty();
    assertThat(disk.open).isZero();
  }

  @Test
  void whenTheDirectoryCannotBeForcedAtCommit_thenTheCommitCanBeRepeated() throws IOException {
    SinkWriter<String> writer = open(0);
    writer.write("a", 1);
    String prepared = phases(writer).prepare(1);
    disk.failing = "forceDirectory";
    assertThatThrownBy(() -> phases(writer).commit(1, prepared)).hasMessageContaining("publish");
    disk.failing = "";
    SinkWriter<String> restored = open(0);
    phases(restored).commit(1, prepared);
    assertThat(visible()).containsExactly(FIRST);
    assertThat(disk.log.get(disk.log.size() - 1)).isEqualTo("forceDirectory out");
  }

  @Test
  void whenLinesAreLongAndMany_thenTheyAreWrittenAsTheyAre() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      lines.add("x".repeat(i * i % 9_973));
    }
    lines.add(100, "y".repeat((1 << 16) - 1));
    lines.add(200, "z".repeat(1 << 16));
    lines.add(250, "z".repeat(1 << 18));
    try (SinkWriter<String> writer = open(0)) {
      lines.forEach(line -> writer.write(line, 0));
      writer.finish();
    }
    assertThat(lines(FIRST)).isEqualTo(lines);
  }

  @Test
  void whenAFormatIsGiven_thenItMakesTheLine() throws IOException {
    FileSink<Integer> sink = Files.lineSink(directory, number -> "<" + number + ">");
    try (SinkWriter<Integer> writer = sink.open(new SinkContext("out", 0, 1, disk))) {
      writer.write(1, 0);
      writer.finish();
    }
    assertThat(lines(FIRST)).containsExactly("<1>");
  }

  @Test
  void whenCsvIsWritten_thenEveryFileHasAHeader() throws IOException {
    record Point(int xPosition, String name) {}
    FileSink<Point> sink = Files.csvSink(directory, Point.class);
    try (SinkWriter<Point> writer = sink.open(new SinkContext("out", 0, 1, disk))) {
      writer.write(new Point(1, "a,b"), 0);
      writer.finish();
      writer.write(new Point(2, "c"), 0);
      writer.finish();
    }
    assertThat(lines("part-0-000000.csv")).containsExactly("xPosition,name", "1,\"a,b\"");
    assertThat(lines("part-0-000001.csv")).containsExactly("xPosition,name", "2,c");
  }

  @Test
  void whenPowerIsLost_thenPreparedResultsCanBeCommittedAndCommittedOnesStay() throws IOException {
    SimulatedEnvironment world = new SimulatedEnvironment(new SimulatedTime(0));
    Path out = Path.of("out");
    FileSink<String> sink = Files.lineSink(out);
    SinkContext context = new SinkContext("out", 0, 1, world);
    SinkWriter<String> crashed = sink.open(context);
    crashed.write("a", 1);
    String first = phases(crashed).prepare(1);
    phases(crashed).commit(1, first);
    crashed.write("b", 2);
    String second = phases(crashed).prepare(2);
    crashed.write("c", 3);
    world.files().losePower();
    assertThat(world.files().list(out))
        .containsExactly(out.resolve(first), out.resolve(second + ".tmp"));

    SinkWriter<String> restored = sink.open(context);
    phases(restored).commit(2, second);
    world.files().losePower();
    restored.write("d", 3);
    restored.finish();
    restored.close();
    world.files().losePower();
    assertThat(world.files().list(out)).hasSize(3).doesNotHaveDuplicates();
    assertThat(content(world, out.resolve(first))).isEqualTo("a\n");
    assertThat(content(world, out.resolve(second))).isEqualTo("b\n");
    assertThat(content(world, world.files().list(out).get(2))).isEqualTo("d\n");
  }

  private static String content(SimulatedEnvironment world, Path file) throws IOException {
    try (InputStream in = world.files().read(file, 0)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
