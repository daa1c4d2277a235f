package io.millrace.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.workloads.Case;
import io.millrace.benchmarks.workloads.Contender;
import io.millrace.benchmarks.workloads.HandContender;
import io.millrace.benchmarks.workloads.Prepared;
import io.millrace.benchmarks.workloads.Round;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All workloads, small: the engine and the loop by hand give the same results. */
final class MillraceContenderTest {
  private static final int EVENTS = 40_000;

  static List<Case> cases() {
    return Case.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenOneWorkerRunsAWorkload_thenResultsAreThoseOfTheLoopByHand(Case what, @TempDir Path dir)
      throws Exception {
    check(what, 1, dir);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenTwoWorkersRunAWorkload_thenResultsAreThoseOfTheLoopByHand(Case what, @TempDir Path dir)
      throws Exception {
    check(what, 2, dir);
  }

  private static void check(Case what, int parallelism, Path dir) throws Exception {
    Prepared events = Prepared.make(what, parallelism, EVENTS, 1, false);
    String byHand = checksum(new HandContender(), events, dir);

    assertThat(checksum(new MillraceContender(), events, dir)).isEqualTo(byHand);
    assertThat(byHand).doesNotStartWith("0:");
  }

  private static String checksum(Contender contender, Prepared events, Path dir) throws Exception {
    Round round = Round.begin(events);
    contender.run(round, new Contender.Settings(dir, 1000));
    return round.checksum().text();
  }
}
