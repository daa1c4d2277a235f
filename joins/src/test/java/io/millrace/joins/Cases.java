package io.millrace.joins;

import io.millrace.api.function.Combiner;
import io.millrace.api.plan.JoinKind;
import io.millrace.joins.JoinHarness.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.opentest4j.AssertionFailedError;

/** Seeded cases and inputs shared by the property tests. */
final class Cases {
  static final int COUNT = 1_000;

  private Cases() {}

  /** Runs a property for all seeds, or for the one given with {@code -Dseed}. */
  static void run(LongConsumer property) {
    Long only = Long.getLong("seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? COUNT : only + 1); seed++) {
      try {
        property.accept(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionFailedError("replay with -Dseed=" + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One that fails on broken rules, or one that keeps state as in production. */
  static String backend(long seed) {
    return seed % 2 == 0 ? "strict" : "memory";
  }

  /** A combiner of the shape that the kind asks for; a missing side is {@code -}. */
  static Combiner<?, ?, ?> combiner(JoinKind kind) {
    return switch (kind) {
      case INNER -> (Combiner<Row, Row, String>) (l, r) -> l.id() + "|" + r.id();
      case LEFT -> (Combiner<Row, Optional<Row>, String>) (l, r) -> l.id() + "|" + id(r);
      case RIGHT -> (Combiner<Optional<Row>, Row, String>) (l, r) -> id(l) + "|" + r.id();
      case FULL -> (Combiner<Optional<Row>, Optional<Row>, String>) (l, r) -> id(l) + "|" + id(r);
      case ANTI ->
          (Combiner<Row, Object, String>) (l, none) -> l.id() + "|" + (none == null ? "-" : none);
    };
  }

  private static String id(Optional<Row> row) {
    return row.map(Row::id).orElse("-");
  }

  /** An event and what its split's watermark was just before it. */
  record Read(boolean isLeft, Row row, long own) {}

  /** What one split will give. */
  record SplitInput(boolean isLeft, List<Read> reads, List<Long> ownAfter) {}

  /** Splits of both sides, somewhat out of order and with some late events. */
  static List<SplitInput> splits(SplittableRandom random) {
    List<SplitInput> splits = new ArrayList<>();
    int lefts = 1 + random.nextInt(2);
    int total = lefts + 1 + random.nextInt(2);
    int keys = 1 + random.nextInt(3);
    for (int s = 0; s < total; s++) {
      boolean isLeft = s < lefts;
      List<Read> reads = new ArrayList<>();
      List<Long> after = new ArrayList<>();
      int bound = random.nextInt(6);
      long clock = random.nextInt(20) - 10;
      long own = Long.MIN_VALUE;
      int events = random.nextInt(14);
      for (int e = 0; e < events; e++) {
        clock += random.nextInt(5);
        int back = random.nextInt(8) == 0 ? random.nextInt(20) : random.nextInt(bound + 1);
        Row row =
            new Row("k" + random.nextInt(keys), (isLeft ? "L" : "R") + s + "." + e, clock - back);
        reads.add(new Read(isLeft, row, own));
        own = Math.max(own, row.timeMs() - bound - 1);
        after.add(own);
      }
      splits.add(new SplitInput(isLeft, reads, after));
    }
    return splits;
  }

  /** What a run saw: the events in order, each with the operator's watermark at that time. */
  interface Watcher {
    void event(Read read, long merged);

    void watermark(long merged);
  }

  /** Interleaves the splits at random and runs them through a join to the end of the stream. */
  static void interleave(
      SplittableRandom random, List<SplitInput> splits, JoinHarness harness, Watcher watcher) {
    int[] next = new int[splits.size()];
    long merged = Long.MIN_VALUE;
    while (true) {
      List<Integer> open = new ArrayList<>();
      long smallest = Long.MAX_VALUE;
      for (int s = 0; s < next.length; s++) {
        SplitInput split = splits.get(s);
        if (next[s] < split.reads().size()) {
          open.add(s);
          smallest =
              Math.min(smallest, next[s] == 0 ? Long.MIN_VALUE : split.ownAfter().get(next[s] - 1));
        }
      }
      if (smallest > merged && (open.isEmpty() || random.nextInt(3) > 0)) {
        merged = smallest;
        watcher.watermark(merged);
        harness.watermark(merged);
      }
      if (open.isEmpty()) {
        return;
      }
      switch (random.nextInt(12)) {
        case 0 -> harness.snapshot();
        case 1, 2 -> harness.restore(1 + random.nextInt(3));
        default -> {}
      }
      int s = open.get(random.nextInt(open.size()));
      SplitInput split = splits.get(s);
      int count = 1 + random.nextInt(Math.min(4, split.reads().size() - next[s]));
      List<Read> reads = split.reads().subList(next[s], next[s] + count);
      next[s] += count;
      long after = split.ownAfter().get(next[s] - 1);
      boolean each =
          random.nextBoolean() || reads.stream().anyMatch(r -> r.row().timeMs() <= after + 1);
      for (Read read : reads) {
        watcher.event(read, merged);
      }
      harness.batch(
          split.isLeft(),
          reads.stream().map(Read::row).toList(),
          reads.stream().mapToLong(Read::own).toArray(),
          after,
          each);
    }
  }

  static List<String> sorted(List<String> lines) {
    return lines.stream().sorted(Comparator.naturalOrder()).toList();
  }
}
