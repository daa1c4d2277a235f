package io.millrace.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The loops by hand next to something slow: each event is put into all of its windows that its
 * watermark has not passed, into a list for each key and window; results are computed at the end.
 */
final class HandLoopsTest {
  private static final int EVENTS = 30_000;

  private record Window(long key, long startMs, long endMs) implements Comparable<Window> {
    @Override
    public int compareTo(Window other) {
      int byKey = Long.compare(key, other.key);
      return byKey != 0 ? byKey : Long.compare(startMs, other.startMs);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tumbling-100",
        "tumbling-10k",
        "sliding-10s-sum",
        "sliding-10s-max",
        "sliding-60s-sum",
        "sliding-60s-max"
      })
  void whenEventsGoIntoWindows_thenLoopsGiveWhatAListForEachWindowGives(String name) {
    Prepared events = Prepared.make(Case.named(name), 1, EVENTS, 1, false);

    assertThat(byHand(events)).isEqualTo(slowly(events));
  }

  private static String byHand(Prepared events) {
    Round round = Round.begin(events);
    new HandContender().run(round, new Contender.Settings(Path.of("unused"), 0));
    return round.checksum().text();
  }

  private static String slowly(Prepared events) {
    Case what = events.what();
    boolean tumbling = what.shape() == Shape.TUMBLING;
    Map<Window, List<Long>> windows = new TreeMap<>();
    long watermarkMs = Long.MIN_VALUE;
    for (Tick tick : (Tick[]) events.split(0)) {
      long slide = tumbling ? what.sizeMs() : Case.SLIDE_MS;
      long last = Math.floorDiv(tick.timeMs(), slide) * slide;
      for (long start = last; start > tick.timeMs() - what.sizeMs(); start -= slide) {
        if (start + what.sizeMs() - 1 > watermarkMs) {
          windows
              .computeIfAbsent(
                  new Window(tick.key(), start, start + what.sizeMs()), w -> new ArrayList<>())
              .add(tick.value());
        }
      }
      watermarkMs = Math.max(watermarkMs, tick.timeMs() - Case.BOUND_MS - 1);
    }
    Checksum all = new Checksum();
    windows.forEach(
        (window, values) -> {
          long sum = values.stream().mapToLong(v -> v).sum();
          long max = values.stream().mapToLong(v -> v).max().orElseThrow();
          all.add(
              window.key(),
              window.startMs(),
              window.endMs(),
              tumbling ? values.size() : 0,
              what.shape() == Shape.SLIDING_MAX ? max : sum);
        });
    return all.text();
  }
}
