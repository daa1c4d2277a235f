package io.millrace.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo says was counted by other programs, from the same files. */
class DemoRunTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whenTheDataIsReplayed_thenEachRoundGivesTheSameAnswers(int parallelism)
      throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    DemoRun.Settings settings = new DemoRun.Settings(Path.of("data"), 1, 3, parallelism, false);

    boolean same = new DemoRun(settings, out).run();

    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(same).as(text).isTrue();
    assertThat(text)
        .contains("174,606 events in")
        .contains("1,410 requests came too late for theirs")
        .contains("10; the largest: 144.76.95.39, 14 in 44 s from 2015-05-20 09:05:04")
        .contains("2015-05-17  103 /   77 /blog/tags/puppet   34 /projects/xdotool/")
        .contains("12,769 departures left-joined with arrivals within 24 hours: 12,738 landed")
        .contains("31 never did")
        .contains("3 of 4 labelled troubles found")
        .contains("2014-02-03 08:05:00  2014-02-03 11:50:00        39  nothing: a false alarm")
        .doesNotContain("\u001b");
  }
}
