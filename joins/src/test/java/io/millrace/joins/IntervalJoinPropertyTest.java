package io.millrace.joins;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.operator.Fate;
import io.millrace.api.operator.WatermarkDelay;
import io.millrace.api.plan.JoinKind;
import io.millrace.api.plan.Step;
import io.millrace.api.time.EventTimes;
import io.millrace.api.window.Lateness;
import io.millrace.joins.Cases.Read;
import io.millrace.joins.Cases.SplitInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The interval join against nested loops over what was on time. */
class IntervalJoinPropertyTest {
  /**
   * Collects what is on time, and checks that nothing comes out that the delayed watermark has
   * passed.
   */
  private static final class Observed implements Cases.Watcher {
    final Step.IntervalJoin step;
    final JoinHarness harness;
    final List<Read> onTime = new ArrayList<>();
    final List<String> late = new ArrayList<>();
    final long delay;

    /**
     * The watermark passed on, and the one before it, which results of the former may still meet.
     */
    long passedOn = Long.MIN_VALUE;

    long previousPassedOn = Long.MIN_VALUE;
    int checked;

    Observed(Step.IntervalJoin step, String backend) {
      this.step = step;
      this.harness = new JoinHarness(step, backend);
      this.delay = ((WatermarkDelay) harness.operator()).watermarkDelayMs();
    }

    @Override
    public void event(Read read, long merged) {
      checkOutputTimes();
      long watermark = step.lateness().byMerged() ? merged : Math.max(read.own(), merged);
      boolean isLate =
          watermark != Long.MIN_VALUE
              && read.row().timeMs() < watermark - step.lateness().allowedMs();
      if (isLate) {
        late.add(read.row().id());
      } else {
        onTime.add(read);
      }
    }

    @Override
    public void watermark(long merged) {
      checkOutputTimes();
      passedOn = merged == Long.MIN_VALUE || merged == Long.MAX_VALUE ? passedOn : merged - delay;
    }

    /** The rows that waited must be on time for whoever comes next. */
    void checkOutputTimes() {
      for (; checked < harness.results.size(); checked++) {
        String line = harness.results.get(checked);
        if (line.startsWith("-|") || line.contains("|-@")) {
          long time = Long.parseLong(line.substring(line.indexOf('@') + 1));
          assertThat(time).isGreaterThan(previousPassedOn);
        }
      }
      previousPassedOn = passedOn;
    }

    List<String> expected() {
      List<String> lines = new ArrayList<>();
      JoinKind kind = step.joinKind();
      for (Read a : onTime) {
        boolean matched = false;
        for (Read b : onTime) {
          if (a.isLeft() != b.isLeft() && (a.isLeft() ? pairs(a, b) : pairs(b, a))) {
            matched = true;
            if (a.isLeft() && kind != JoinKind.ANTI) {
              long time = Math.max(a.row().timeMs(), b.row().timeMs());
              lines.add(a.row().id() + "|" + b.row().id() + "@" + time);
            }
          }
        }
        boolean keeps =
            kind == JoinKind.FULL
                || (a.isLeft()
                    ? kind == JoinKind.LEFT || kind == JoinKind.ANTI
                    : kind == JoinKind.RIGHT);
        if (!matched && keeps) {
          String id = a.row().id();
          lines.add((a.isLeft() ? id + "|-" : "-|" + id) + "@" + a.row().timeMs());
        }
      }
      return Cases.sorted(lines);
    }

    private boolean pairs(Read left, Read right) {
      long between = right.row().timeMs() - left.row().timeMs();
      return left.row().key().equals(right.row().key())
          && (step.lowerInclusive() ? between >= step.lowerMs() : between > step.lowerMs())
          && (step.upperInclusive() ? between <= step.upperMs() : between < step.upperMs());
    }
  }

  private static Step.IntervalJoin randomJoin(SplittableRandom random) {
    JoinKind kind = JoinKind.values()[random.nextInt(JoinKind.values().length)];
    Lateness lateness = random.nextInt(3) == 0 ? Lateness.merged() : Lateness.ownSplit();
    if (random.nextInt(3) == 0) {
      lateness = lateness.allow(Duration.ofMillis(random.nextInt(10)));
    }
    long lower = random.nextInt(25) - 12;
    long upper = lower + 2 + random.nextInt(12);
    return new Step.IntervalJoin(
        lower,
        random.nextBoolean(),
        upper,
        random.nextBoolean(),
        kind,
        lateness,
        Cases.combiner(kind));
  }

  @Test
  void whenAnyInputIsJoined_thenTheResultsAreThoseOfNestedLoops() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Observed observed = new Observed(randomJoin(random), Cases.backend(seed));
          Cases.interleave(random, Cases.splits(random), observed.harness, observed);
          JoinHarness harness = observed.harness;
          assertThat(Cases.sorted(harness.results)).isEqualTo(observed.expected());
          assertThat(harness.lateIds()).isEqualTo(Cases.sorted(observed.late));
          assertThat(harness.fate(Fate.OUT) + harness.fate(Fate.LATE)).isEqualTo(harness.taken);
          assertThat(harness.fate(Fate.LATE)).isEqualTo(observed.late.size());
          assertThat(harness.keys()).isZero();
        });
  }

  @Test
  void whenSplitsInterleaveInAnotherWay_thenTheResultsAreTheSame() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Step.IntervalJoin any = randomJoin(random);
          Step.IntervalJoin step =
              new Step.IntervalJoin(
                  any.lowerMs(),
                  any.lowerInclusive(),
                  any.upperMs(),
                  any.upperInclusive(),
                  any.joinKind(),
                  new Lateness(any.lateness().allowedMs(), false, false),
                  any.combiner());
          List<SplitInput> splits = Cases.splits(random);
          Observed one = new Observed(step, Cases.backend(seed));
          Observed two = new Observed(step, Cases.backend(seed));
          Cases.interleave(random, splits, one.harness, one);
          Cases.interleave(random, splits, two.harness, two);
          assertThat(Cases.sorted(one.harness.results))
              .isEqualTo(Cases.sorted(two.harness.results));
          assertThat(one.harness.lateIds()).isEqualTo(two.harness.lateIds());
        });
  }

  @Test
  void whenSidesAreSwappedAndBoundsNegated_thenTheResultsAreMirrored() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Step.IntervalJoin step = randomJoin(random);
          if (step.joinKind() == JoinKind.ANTI) {
            return;
          }
          JoinKind kind =
              switch (step.joinKind()) {
                case LEFT -> JoinKind.RIGHT;
                case RIGHT -> JoinKind.LEFT;
                default -> step.joinKind();
              };
          Step.IntervalJoin mirrored =
              new Step.IntervalJoin(
                  -step.upperMs(),
                  step.upperInclusive(),
                  -step.lowerMs(),
                  step.lowerInclusive(),
                  kind,
                  step.lateness(),
                  Cases.combiner(kind));
          List<SplitInput> splits = Cases.splits(random);
          List<SplitInput> swapped = splits.stream().map(IntervalJoinPropertyTest::swap).toList();
          long order = random.nextLong();
          Observed one = new Observed(step, Cases.backend(seed));
          Observed two = new Observed(mirrored, Cases.backend(seed));
          Cases.interleave(new SplittableRandom(order), splits, one.harness, one);
          Cases.interleave(new SplittableRandom(order), swapped, two.harness, two);
          List<String> back =
              two.harness.results.stream()
                  .map(line -> line.replaceFirst("(.*)\\|(.*)@", "$2|$1@"))
                  .toList();
          assertThat(Cases.sorted(back)).isEqualTo(Cases.sorted(one.harness.results));
          assertThat(two.harness.lateIds()).isEqualTo(one.harness.lateIds());
        });
  }

  private static SplitInput swap(SplitInput split) {
    List<Read> reads =
        split.reads().stream().map(r -> new Read(!r.isLeft(), r.row(), r.own())).toList();
    return new SplitInput(!split.isLeft(), reads, split.ownAfter());
  }

  @Test
  void whenRowsComeOutOfOrder_thenTheBufferKeepsThemSortedAndStable() {
    Cases.run(
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          TimedRows rows = new TimedRows(true);
          List<long[]> model = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            if (random.nextInt(3) > 0) {
              long time = random.nextInt(50);
              boolean matched = random.nextBoolean();
              int at = 0;
              while (at < model.size() && model.get(at)[0] <= time) {
                at++;
              }
              model.add(at, new long[] {time, i, matched ? 1 : 0});
              rows.add(time, (long) i, matched);
            } else if (!model.isEmpty()) {
              model.remove(0);
              rows.removeFirst();
              rows.trim();
            }
            assertThat(rows.size()).isEqualTo(model.size());
          }
          for (int i = 0; i < model.size(); i++) {
            int place = rows.first() + i;
            assertThat(rows.timeMs(place)).isEqualTo(model.get(i)[0]);
            assertThat(rows.value(place)).isEqualTo(model.get(i)[1]);
            assertThat(rows.matched(place)).isEqualTo(model.get(i)[2] == 1);
          }
          long probe = random.nextInt(52) - 1;
          long before = model.stream().filter(row -> row[0] < probe).count();
          assertThat(rows.find(probe)).isEqualTo(rows.first() + (int) before);
          assertThat(rows.find(EventTimes.MAX)).isEqualTo(rows.end());
        });
  }
}
