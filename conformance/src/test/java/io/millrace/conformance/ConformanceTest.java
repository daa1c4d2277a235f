package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner itself, on vectors of our own. */
class ConformanceTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final ByteArrayOutputStream errorBytes = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(errorBytes, true, StandardCharsets.UTF_8);

  @TempDir Path folder;

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private Path resource(String name) {
    URL url = ConformanceTest.class.getResource("/vectors/" + name);
    assertThat(url).as(name).isNotNull();
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private int run(String name, String... options) {
    try {
      Files.copy(resource(name), folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String[] args = new String[options.length + 1];
    args[0] = folder.toString();
    System.arraycopy(options, 0, args, 1, options.length);
    return Conformance.run(args, out, err);
  }

  private Tally tally(String name, Divergences divergences) {
    Tally tally = new Tally(divergences, Set.of(), "memory", out);
    tally.file(resource(name));
    tally.print();
    return tally;
  }

  private static Divergences deciding(String family, String quirk, Comparison.Aspect aspect) {
    return new Divergences(
        List.of(
            new Divergences.Decision(family, Pattern.compile(quirk), Set.of(aspect), "reason")));
  }

  @Test
  void whenAllVectorsPass_thenOnlyTheCountsArePrinted() {
    int code = run("passing.json");
    assertThat(lines()).containsExactly("13 passed, 0 failed");
    assertThat(code).isZero();
  }

  @Test
  void whenVectorsFail_thenEachHasALineWithItsFirstDifference() {
    int code = run("failing.json");
    assertThat(lines())
        .containsExactly(
            "own/wrong-sum: step 2: output expected"
                + " [{key=a, result=8, ts=9, windowEnd=10, windowStart=0}],"
                + " got [{key=a, result=7, ts=9, windowEnd=10, windowStart=0}]",
            "own/wrong-late: step 1: late expected [x], got []",
            "own/wrong-watermark: step 0: watermarks expected [4], got [5]",
            "own/wrong-order: step 2: output expected {a=[{currentWatermark=20, domain=event, key=a,"
                + " kind=timer, time=12, ts=12}, {currentWatermark=20, domain=event, key=a,"
                + " kind=timer, time=11, ts=11}]}, got"
                + " {a=[{currentWatermark=20, domain=event, key=a,"
                + " kind=timer, time=11, ts=11}, {currentWatermark=20, domain=event, key=a,"
                + " kind=timer, time=12, ts=12}]}",
            "own/too-much: step 1: output expected [], got [{id=x, key=a, ts=1, value=1}]",
            "0 passed, 5 failed");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void whenAVectorCannotBeRun_thenItFailsWithTheReason() {
    int code = run("unknown.json");
    assertThat(lines())
        .containsExactly(
            "own/unknown-type: cannot be run: unknown operator.type \"teleport\": the runner has"
                + " no such thing",
            "own/unknown-option: cannot be run: unknown option operator.colour: \"red\"",
            "own/unknown-inner-option: cannot be run: unknown option operator.assigner.hue: 3",
            "own/not-a-long: cannot be run: 'input[0].watermark' is no 64-bit number:"
                + " 9223372036854775808",
            "own/no-size: cannot be run: 'operator.assigner' lacks 'size'",
            "own/unknown-stream: cannot be run: unknown input[0].stream \"other\": the runner has"
                + " no such thing",
            "0 passed, 6 failed");
    assertThat(code).isEqualTo(1);
  }

  @Test
  void whenADecisionCoversTheQuirk_thenTheVectorDiverges() {
    Tally tally =
        tally("quirk.json", deciding("own", "counts \\w+ twice", Comparison.Aspect.OUTPUT));
    assertThat(lines())
        .containsExactly(
            "own/quirk-without-decision: step 1: output expected [], got [{id=x, key=a, ts=1,"
                + " value=1}]",
            "own/quirk-and-other-difference: step 0: watermarks expected [7], got []",
            "1 diverge by decision",
            "1 passed, 2 failed");
    assertThat(tally.failed()).isEqualTo(2);
  }

  @Test
  void whenTheDecisionIsForAnotherFamily_thenTheVectorFails() {
    Tally tally =
        tally("quirk.json", deciding("other", "counts \\w+ twice", Comparison.Aspect.OUTPUT));
    assertThat(tally.diverged()).isZero();
    assertThat(tally.failed()).isEqualTo(3);
  }

  @Test
  void whenOurDecisionsAreRead_thenEachHasAReason() {
    assertThat(Divergences.ours().decisions())
        .isNotEmpty()
        .allSatisfy(decision -> assertThat(decision.reason()).isNotBlank());
  }

  @Test
  void whenAFamilyIsSkipped_thenItIsCountedAsSkipped() {
    int code = run("passing.json", "--skip-family", "own-sessions");
    assertThat(lines()).containsExactly("1 skipped by request", "12 passed, 0 failed");
    assertThat(code).isZero();
  }

  @Test
  void whenTheFolderDoesNotExist_thenItIsAnError() {
    int code = Conformance.run(new String[] {folder.resolve("none").toString()}, out, err);
    assertThat(code).isEqualTo(2);
    assertThat(errorBytes.toString(StandardCharsets.UTF_8)).contains("is no folder");
  }

  @Test
  void whenTheFolderIsEmpty_thenItIsAnError() {
    int code = Conformance.run(new String[] {folder.toString()}, out, err);
    assertThat(code).isEqualTo(2);
    assertThat(errorBytes.toString(StandardCharsets.UTF_8)).contains("holds no vectors");
  }

  @Test
  void whenAFileIsNoJson_thenItCountsAsFailed() throws IOException {
    Files.writeString(folder.resolve("broken.json"), "{ nonsense");
    int code = Conformance.run(new String[] {folder.toString()}, out, err);
    assertThat(code).isEqualTo(1);
    assertThat(lines().get(0)).startsWith("broken.json: cannot be read: no JSON");
    assertThat(lines()).endsWith("0 passed, 1 failed");
  }

  @Test
  void whenNothingIsNamed_thenTheUsageIsShown() {
    assertThat(Conformance.run(new String[0], out, err)).isEqualTo(2);
    assertThat(errorBytes.toString(StandardCharsets.UTF_8)).contains("usage");
  }
}
