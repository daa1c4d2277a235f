package io.millrace.windowing.general;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowResult;
import io.millrace.testkit.Emitted;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Seeds;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Random streams against naive searches that share no code with the operators. */
final class WindowOracleTest {
  private static final int CASES = 1_000;

  @Test
  void whenTumblingOrSlidingAndSplitsInterleave_thenFinalResultsFollowFromEachSplitAlone() {
    Seeds.forEach(
        CASES,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          boolean tumbling = random.nextBoolean();
          long size = 1 + random.nextLong(15);
          long slide = tumbling ? size : 1 + random.nextLong(15);
          long allowed = random.nextBoolean() ? 0 : random.nextLong(12);
          List<List<Step>> splits = splits(random);
          Lateness lateness = Lateness.ownSplit().allow(Duration.ofMillis(allowed));
          Rig rig =
              tumbling
                  ? Rig.of(Windows.tumbling(Duration.ofMillis(size)))
                  : Rig.of(Windows.sliding(Duration.ofMillis(size), Duration.ofMillis(slide)));
          Map<String, List<Integer>> expected = naiveAligned(splits, size, slide, allowed);
          for (int order = 0; order < 2; order++) {
            try (var clicks = rig.lateness(lateness).general()) {
              assertThat(interleaved(clicks, splits, random)).isEqualTo(expected);
              clicks.checkBalance();
              assertThat(clicks.store().keys().size()).isZero();
            }
          }
        });
  }

  @Test
  void whenSessions_thenEveryFiringIsThatOfTheNaiveClusters() {
    Seeds.forEach(
        CASES,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          long gap = 1 + random.nextLong(10);
          long allowed = random.nextBoolean() ? 0 : random.nextLong(15);
          List<Step> steps = steps(random, 0, 40);
          Lateness judge = random.nextBoolean() ? Lateness.ownSplit() : Lateness.merged();
          Lateness lateness = judge.allow(Duration.ofMillis(allowed));
          NaiveSessions naive = new NaiveSessions(gap, lateness);
          Rig rig = Rig.of(Windows.session(Duration.ofMillis(gap))).lateness(lateness);
          try (var clicks = rig.general()) {
            for (Step step : steps) {
              if (step.click() == null) {
                clicks.watermark(step.timeMs());
                naive.watermark(step.timeMs());
              } else {
                clicks.event(step.click(), step.timeMs());
                naive.event(step.click(), step.timeMs());
              }
              assertThat(sorted(clicks)).isEqualTo(naive.takeLines());
            }
            assertThat(Rig.lateIds(clicks)).isEqualTo(naive.late);
            clicks.checkBalance();
            assertThat(clicks.openWindows()).isZero();
            assertThat(clicks.store().keys().size()).isZero();
          }
        });
  }

  @Test
  void whenSessionsHaveEnds_thenTheCutFollowsFromTheEventsAlone() {
    Seeds.forEach(
        CASES,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          long gap = 1 + random.nextLong(10);
          long longest = 1 + random.nextLong(25);
          List<Step> steps = steps(random, 0, 40);
          var shape =
              Windows.session(Duration.ofMillis(gap))
                  .<Click>endingWith(Click::logout)
                  .maxLength(Duration.ofMillis(longest));
          Map<String, List<Integer>> actual = new TreeMap<>();
          try (var clicks = Rig.of(shape).ending()) {
            for (Step step : steps) {
              if (step.click() == null) {
                clicks.watermark(step.timeMs());
              } else {
                clicks.event(step.click(), step.timeMs());
              }
            }
            collect(clicks, actual);
            clicks.checkBalance();
            assertThat(clicks.store().keys().size()).isZero();
          }
          assertThat(actual).isEqualTo(naiveCut(steps, gap, longest));
        });
  }

  /** An event, or without one the split's watermark. */
  private record Step(Click click, long timeMs) {}

  private static List<List<Step>> splits(SplittableRandom random) {
    List<List<Step>> splits = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int split = 0; split < count; split++) {
      splits.add(steps(random, split * 1_000, 25));
    }
    return splits;
  }

  @SuppressWarnings("NullAway") // a step without a click is a watermark
  private static List<Step> steps(SplittableRandom random, int firstId, int count) {
    List<Step> steps = new ArrayList<>();
    long watermark = -50;
    steps.add(new Step(null, watermark));
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) == 0) {
        watermark += random.nextLong(12);
        steps.add(new Step(null, watermark));
      }
      String user = random.nextBoolean() ? "a" : "b";
      Click click = new Click(user, firstId + i, random.nextInt(5) == 0);
      steps.add(new Step(click, watermark + random.nextLong(-20, 25)));
    }
    steps.add(new Step(null, EventTimes.MAX));
    return steps;
  }

  private static Map<String, List<Integer>> interleaved(
      OperatorHarness<Click, WindowResult<String, List<Integer>>> clicks,
      List<List<Step>> splits,
      SplittableRandom random) {
    int[] next = new int[splits.size()];
    for (int split = 0; split < next.length; split++) {
      clicks.splitWatermark(split, EventTimes.MIN);
    }
    Map<String, List<Integer>> results = new TreeMap<>();
    int left = splits.stream().mapToInt(List::size).sum();
    while (left > 0) {
      int split = random.nextInt(next.length);
      if (next[split] < splits.get(split).size()) {
        Step step = splits.get(split).get(next[split]++);
        left--;
        if (step.click() == null) {
          clicks.splitWatermark(split, step.timeMs());
        } else {
          clicks.event(split, step.click(), step.timeMs());
        }
      }
    }
    collect(clicks, results);
    return results;
  }

  /** The last result of each window. */
  private static void collect(
      OperatorHarness<Click, WindowResult<String, List<Integer>>> clicks,
      Map<String, List<Integer>> results) {
    for (Emitted<WindowResult<String, List<Integer>>> emitted : clicks.takeOutput()) {
      WindowResult<String, List<Integer>> result = emitted.value();
      TimeWindow window = (TimeWindow) result.window();
      results.put(result.key() + window.startMs() + ".." + window.endMs(), result.value());
    }
  }

  private static Map<String, List<Integer>> naiveAligned(
      List<List<Step>> splits, long size, long slide, long allowed) {
    Map<String, List<Integer>> results = new TreeMap<>();
    for (List<Step> steps : splits) {
      long watermark = EventTimes.MIN;
      for (Step step : steps) {
        if (step.click() == null) {
          watermark = step.timeMs();
          continue;
        }
        for (long start = step.timeMs() - size + 1; start <= step.timeMs(); start++) {
          if (Math.floorMod(start, slide) == 0 && start + size - 1 + allowed > watermark) {
            String window = step.click().user() + start + ".." + (start + size);
            results.computeIfAbsent(window, absent -> new ArrayList<>()).add(step.click().id());
          }
        }
      }
    }
    results.values().forEach(ids -> ids.sort(Comparator.naturalOrder()));
    return results;
  }

  /** Sorts everything that is not late and walks it once. */
  private static Map<String, List<Integer>> naiveCut(List<Step> steps, long gap, long longest) {
    Map<String, List<Integer>> results = new TreeMap<>();
    for (String user : List.of("a", "b")) {
      List<Step> kept = new ArrayList<>();
      long watermark = EventTimes.MIN;
      for (Step step : steps) {
        if (step.click() == null) {
          watermark = step.timeMs();
        } else if (step.click().user().equals(user) && step.timeMs() > watermark) {
          kept.add(step);
        }
      }
      kept.sort(Comparator.comparingLong(Step::timeMs));
      // Two events exactly a gap apart are one session unless the first had fired by then, so the
      // walk asks.
      List<Step> open = new ArrayList<>();
      for (Step step : kept) {
        if (!open.isEmpty() && opensAnother(open, step, steps, gap, longest)) {
          close(user, open, gap, longest, results);
        }
        open.add(step);
      }
      close(user, open, gap, longest, results);
    }
    return results;
  }

  private static boolean opensAnother(
      List<Step> open, Step step, List<Step> all, long gap, long longest) {
    Step last = open.get(open.size() - 1);
    boolean ended = open.stream().anyMatch(each -> each.click().logout());
    long watermark = EventTimes.MIN;
    for (Step each : all.subList(0, all.indexOf(step))) {
      watermark = each.click() == null ? each.timeMs() : watermark;
    }
    boolean fired = watermark >= last.timeMs() + gap - 1;
    return step.timeMs() > last.timeMs() + gap
        || (step.timeMs() == last.timeMs() + gap && fired)
        || step.timeMs() - open.get(0).timeMs() >= longest
        || (ended && step.timeMs() > last.timeMs());
  }

  private static void close(
      String user, List<Step> open, long gap, long longest, Map<String, List<Integer>> results) {
    if (open.isEmpty()) {
      return;
    }
    long start = open.get(0).timeMs();
    long last = open.get(open.size() - 1).timeMs();
    boolean ended = open.stream().anyMatch(each -> each.click().logout());
    long end = ended ? last + 1 : Math.min(last + gap, start + longest);
    results.put(
        user + start + ".." + end, open.stream().map(each -> each.click().id()).sorted().toList());
    open.clear();
  }

  private static List<String> sorted(
      OperatorHarness<Click, WindowResult<String, List<Integer>>> clicks) {
    return Rig.lines(clicks).stream().sorted().toList();
  }

  /** Keeps all events that may matter and finds the clusters anew each time. */
  private static final class NaiveSessions {
    private final long gap;
    private final long allowed;
    private final boolean bySplit;
    private final List<Step> alive = new ArrayList<>();
    private final TreeSet<String> fired = new TreeSet<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Integer> late = new ArrayList<>();
    private long watermark = EventTimes.MIN;

    NaiveSessions(long gap, Lateness lateness) {
      this.gap = gap;
      this.allowed = lateness.allowedMs();
      this.bySplit = !lateness.byMerged();
    }

    void event(Click click, long timeMs) {
      Step step = new Step(click, timeMs);
      if (bySplit && EventTimes.plus(timeMs, allowed) <= watermark) {
        late.add(click.id());
        return;
      }
      alive.add(step);
      for (List<Step> cluster : clusters(click.user())) {
        if (cluster.contains(step)) {
          long max = cluster.get(cluster.size() - 1).timeMs() + gap - 1;
          if (EventTimes.plus(max, allowed) <= watermark) {
            alive.remove(step);
            late.add(click.id());
          } else if (max <= watermark) {
            show(cluster, "LATE");
          }
        }
      }
    }

    void watermark(long watermarkMs) {
      watermark = watermarkMs;
      for (String user : List.of("a", "b")) {
        for (List<Step> cluster : clusters(user)) {
          long max = cluster.get(cluster.size() - 1).timeMs() + gap - 1;
          if (max <= watermark && !fired.contains(cluster.toString())) {
            show(cluster, "ON_TIME");
          }
          if (EventTimes.plus(max, allowed) <= watermark) {
            alive.removeAll(cluster);
          }
        }
      }
    }

    List<String> takeLines() {
      List<String> taken = lines.stream().sorted().toList();
      lines.clear();
      return taken;
    }

    private List<List<Step>> clusters(String user) {
      List<Step> ordered =
          alive.stream()
              .filter(step -> step.click().user().equals(user))
              .sorted(Comparator.comparingLong(Step::timeMs))
              .toList();
      List<List<Step>> clusters = new ArrayList<>();
      for (Step step : ordered) {
        List<Step> last = clusters.isEmpty() ? List.of() : clusters.get(clusters.size() - 1);
        if (last.isEmpty() || step.timeMs() > last.get(last.size() - 1).timeMs() + gap) {
          last = new ArrayList<>();
          clusters.add(last);
        }
        last.add(step);
      }
      return clusters;
    }

    private void show(List<Step> cluster, String firing) {
      fired.add(cluster.toString());
      long end = cluster.get(cluster.size() - 1).timeMs() + gap;
      List<Integer> ids = cluster.stream().map(step -> step.click().id()).sorted().toList();
      lines.add(
          cluster.get(0).click().user()
              + " ["
              + cluster.get(0).timeMs()
              + ","
              + end
              + ") "
              + firing
              + " "
              + ids
              + " @"
              + (end - 1));
    }
  }
}
