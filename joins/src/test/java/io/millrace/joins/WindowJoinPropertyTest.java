package io.millrace.joins;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.function.Combiner;
import io.millrace.api.operator.Fate;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.window.Lateness;
import io.millrace.api.window.TimeWindow;
import io.millrace.joins.Cases.Read;
import io.millrace.joins.Cases.SplitInput;
import io.millrace.joins.JoinHarness.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The window join and the co-group against a model that looks at every window after every step. */
class WindowJoinPropertyTest {
  private static final Combiner<List<Row>, List<Row>, Iterable<String>> GROUPS =
      (left, right) ->
          List.of(ids(left) + "|" + ids(right), "size " + (left.size() + right.size()));

  private static String ids(List<Row> rows) {
    return rows.stream().map(Row::id).sorted().toList().toString();
  }

  private static final class Model implements Cases.Watcher {
    /** One window of one key. */
    private static final class Group {
      String key;
      long start;
      long end;
      boolean fired;
      final List<Row> left = new ArrayList<>();
      final List<Row> right = new ArrayList<>();
      final List<Row> apart = new ArrayList<>();

      /** All its first events keep apart from what ends where they are. */
      boolean sealed() {
        return apart.containsAll(
            Stream.concat(left.stream(), right.stream())
                .filter(row -> row.timeMs() == start)
                .toList());
      }

      boolean meets(TimeWindow window, boolean eventApart) {
        boolean touches = start <= window.endMs() && window.startMs() <= end;
        boolean endsWhereItStarts = end == window.startMs() && eventApart;
        boolean startsWhereItEnds = start == window.endMs() && sealed();
        return touches && !endsWhereItStarts && !startsWhereItEnds;
      }
    }

    final Step.WindowJoin step;
    final List<Group> groups = new ArrayList<>();
    final List<String> lines = new ArrayList<>();
    final List<String> late = new ArrayList<>();
    long withoutWindow;

    Model(Step.WindowJoin step) {
      this.step = step;
    }

    @Override
    public void event(Read read, long merged) {
      boolean merging = step.assigner().merging();
      long allowed = step.lateness().allowedMs();
      long own = step.lateness().byMerged() ? merged : Math.max(merged, read.own());
      List<TimeWindow> windows = new ArrayList<>();
      ((TestWindows) step.assigner())
          .assign(read.row(), read.row().timeMs())
          .forEach(w -> windows.add((TimeWindow) w));
      if (windows.isEmpty()) {
        withoutWindow++;
        return;
      }
      boolean bySplit = merging && !step.lateness().byMerged();
      boolean apart = bySplit && own != Long.MIN_VALUE && read.row().timeMs() + allowed == own + 1;
      boolean taken = false;
      for (TimeWindow window : windows) {
        List<Group> same =
            groups.stream()
                .filter(g -> g.key.equals(read.row().key()))
                .filter(g -> merging ? g.meets(window, apart) : g.start == window.startMs())
                .toList();
        Group all = new Group();
        all.key = read.row().key();
        all.start = same.stream().mapToLong(g -> g.start).reduce(window.startMs(), Math::min);
        all.end = same.stream().mapToLong(g -> g.end).reduce(window.endMs(), Math::max);
        long judgedMs = !merging ? window.maxTimeMs() : bySplit ? read.row().timeMs() : all.end - 1;
        if (judgedMs + allowed <= own) {
          continue;
        }
        for (Group group : same) {
          all.left.addAll(group.left);
          all.right.addAll(group.right);
          all.apart.addAll(group.apart);
        }
        groups.removeAll(same);
        groups.add(all);
        (read.isLeft() ? all.left : all.right).add(read.row());
        if (apart) {
          all.apart.add(read.row());
        }
        taken = true;
        if (all.end - 1 <= merged) {
          fire(all);
        }
        all.fired = all.end - 1 <= merged;
      }
      if (!taken) {
        late.add(read.row().id());
      }
    }

    @Override
    public void watermark(long merged) {
      for (Group group : List.copyOf(groups)) {
        if (!group.fired && group.end - 1 <= merged) {
          fire(group);
          group.fired = true;
        }
        if (group.end - 1 + step.lateness().allowedMs() <= merged) {
          groups.remove(group);
        }
      }
    }

    private void fire(Group group) {
      String at = "@" + (group.end - 1);
      if (step.coGroup()) {
        GROUPS.apply(group.left, group.right).forEach(line -> lines.add(line + at));
        return;
      }
      JoinKind kind = step.joinKind();
      for (Row left : group.left) {
        for (Row right : group.right) {
          if (kind != JoinKind.ANTI) {
            lines.add(left.id() + "|" + right.id() + at);
          }
        }
      }
      if (group.right.isEmpty() && kind != JoinKind.INNER && kind != JoinKind.RIGHT) {
        group.left.forEach(left -> lines.add(left.id() + "|-" + at));
      }
      if (group.left.isEmpty() && (kind == JoinKind.RIGHT || kind == JoinKind.FULL)) {
        group.right.forEach(right -> lines.add("-|" + right.id() + at));
      }
    }
  }

  private static TestWindows randomWindows(SplittableRandom random, boolean mayMerge) {
    return switch (random.nextInt(mayMerge ? 4 : 3)) {
      case 0 -> TestWindows.tumbling(1 + random.nextInt(10));
      case 1 -> TestWindows.sliding(2 + random.nextInt(10), 1 + random.nextInt(4));
      case 2 -> TestWindows.sliding(1 + random.nextInt(4), 2 + random.nextInt(8));
      default -> TestWindows.session(1 + random.nextInt(6));
    };
  }

  private static Step.WindowJoin randomJoin(
      SplittableRandom random, TestWindows windows, Lateness lateness) {
    boolean coGroup = random.nextInt(4) == 0;
    JoinKind kind =
        coGroup ? JoinKind.FULL : JoinKind.values()[random.nextInt(JoinKind.values().length)];
    return new Step.WindowJoin(
        windows, kind, coGroup, lateness, coGroup ? GROUPS : Cases.combiner(kind));
  }

  @Test
  void whenAnyInputIsJoined_thenEveryStepGivesWhatTheModelGives() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Lateness lateness = random.nextBoolean() ? Lateness.merged() : Lateness.ownSplit();
          if (random.nextBoolean()) {
            lateness = lateness.allow(Duration.ofMillis(random.nextInt(12)));
          }
          Step.WindowJoin step = randomJoin(random, randomWindows(random, true), lateness);
          Model model = new Model(step);
          JoinHarness harness = new JoinHarness(step, Cases.backend(seed));
          Cases.interleave(random, Cases.splits(random), harness, model);
          assertThat(Cases.sorted(harness.results)).isEqualTo(Cases.sorted(model.lines));
          assertThat(harness.lateIds()).isEqualTo(Cases.sorted(model.late));
          assertThat(harness.fate(Fate.LATE)).isEqualTo(model.late.size());
          assertThat(harness.fate(Fate.NO_WINDOW)).isEqualTo(model.withoutWindow);
          long fates = harness.fates.values().stream().mapToLong(Long::longValue).sum();
          assertThat(fates).isEqualTo(harness.taken);
          assertThat(harness.keys()).isZero();
          assertThat(harness.openWindows).isZero();
        });
  }

  @Test
  void whenSplitsInterleaveInAnotherWay_thenTheResultsAreTheSame() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Step.WindowJoin step =
              randomJoin(random, randomWindows(random, true), Lateness.ownSplit());
          List<SplitInput> splits = Cases.splits(random);
          JoinHarness one = new JoinHarness(step, Cases.backend(seed));
          JoinHarness two = new JoinHarness(step, Cases.backend(seed));
          Cases.interleave(random, splits, one, new Model(step));
          Cases.interleave(random, splits, two, new Model(step));
          assertThat(Cases.sorted(one.results)).isEqualTo(Cases.sorted(two.results));
          assertThat(one.lateIds()).isEqualTo(two.lateIds());
        });
  }

  @Test
  void whenFiringsDiscard_thenAllTogetherShowEveryPairOnce() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          TestWindows windows = randomWindows(random, false);
          Duration allowed = Duration.ofMillis(random.nextInt(20));
          Lateness lateness = Lateness.merged().allow(allowed);
          Combiner<?, ?, ?> combiner = Cases.combiner(JoinKind.INNER);
          Step.WindowJoin all =
              new Step.WindowJoin(windows, JoinKind.INNER, false, lateness, combiner);
          Step.WindowJoin fresh =
              new Step.WindowJoin(
                  windows, JoinKind.INNER, false, lateness.discardingFirings(), combiner);
          Model model = new Model(all);
          JoinHarness harness = new JoinHarness(fresh, Cases.backend(seed));
          Cases.interleave(random, Cases.splits(random), harness, model);
          List<String> distinct =
              model.lines.stream().distinct().sorted(Comparator.naturalOrder()).toList();
          assertThat(Cases.sorted(harness.results)).isEqualTo(distinct);
        });
  }
}
