package io.millrace.benchmarks.workloads;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The events of a round, made before it: for each split an array, which is read {@link #replays}
 * times. Joins have a second input with as many splits. Immutable; nobody changes the arrays.
 *
 * <p>With two splits there are no late events: what is late would depend on how fast each split is
 * read in engines that judge by the slowest. Splits take events in turn; where results depend on
 * the order of a key's events, a key's events are all in one split.
 */
public final class Prepared {
  private final Case what;
  private final int parallelism;
  private final int replays;
  private final List<Object[]> first;
  private final List<Object[]> second;

  private Prepared(
      Case what, int parallelism, int replays, List<Object[]> first, List<Object[]> second) {
    this.what = what;
    this.parallelism = parallelism;
    this.replays = replays;
    this.first = first;
    this.second = second;
  }

  /**
   * Makes them.
   *
   * @param events how many, all splits and inputs together, before replays
   * @param inTime late events are left out
   */
  public static Prepared make(Case what, int parallelism, int events, int replays, boolean inTime) {
    boolean late = what.late(parallelism);
    boolean drop = late && inTime;
    List<Object[]> first = new ArrayList<>();
    List<Object[]> second = new ArrayList<>();
    if (what.shape().nexmark()) {
      NexmarkEvent[] all = Nexmark.make(events, what.nanosApart(), late);
      if (drop) {
        all = inTime(what, all, NexmarkEvent::timeMs);
      }
      split(all, parallelism, first);
    } else {
      Tick[] all = Ticks.of(what, events, late);
      if (what.shape().twoInputs()) {
        Tick[] left = everyOther(all, 0, 2);
        Tick[] right = everyOther(all, 1, 2);
        split(drop ? inTime(what, left, Tick::timeMs) : left, parallelism, first);
        split(drop ? inTime(what, right, Tick::timeMs) : right, parallelism, second);
      } else if (what.shape() == Shape.TUMBLING_STRING) {
        split(Ticks.named(all, what.keys()), parallelism, first);
      } else if (what.shape() == Shape.STATE) {
        splitByKey(all, parallelism, first);
      } else {
        split(drop ? inTime(what, all, Tick::timeMs) : all, parallelism, first);
      }
    }
    return new Prepared(what, parallelism, replays, first, second);
  }

  /** One event for each key of a case whose events are ticks, in one split. */
  public static Prepared each(Case what) {
    Ticks.KeyRule inTurn = (number, random, timeMs) -> number;
    Tick[] ticks = Ticks.make(what.keys(), what.nanosApart(), false, inTurn);
    return new Prepared(what, 1, 1, List.<Object[]>of(ticks), List.of());
  }

  private static void split(Object[] all, int parallelism, List<Object[]> splits) {
    for (int i = 0; i < parallelism; i++) {
      splits.add(parallelism == 1 ? all : everyOther(all, i, parallelism));
    }
  }

  private static <T> T[] everyOther(T[] all, int from, int step) {
    T[] some = Arrays.copyOf(all, (all.length - from + step - 1) / step);
    for (int i = 0; i < some.length; i++) {
      some[i] = all[from + i * step];
    }
    return some;
  }

  private static void splitByKey(Tick[] all, int parallelism, List<Object[]> splits) {
    for (int i = 0; i < parallelism; i++) {
      int split = i;
      splits.add(
          parallelism == 1
              ? all
              : Arrays.stream(all)
                  .filter(t -> Long.remainderUnsigned(Ticks.mix(t.key()), parallelism) == split)
                  .toArray(Tick[]::new));
    }
  }

  /** Leaves out what is behind the watermark that the events before it made. */
  private static <T> T[] inTime(Case what, T[] all, ToLongFunction<T> time) {
    T[] kept = all.clone();
    int count = 0;
    long watermarkMs = Long.MIN_VALUE;
    for (T event : all) {
      long timeMs = time.applyAsLong(event);
      if (!what.isLate(timeMs, watermarkMs)) {
        kept[count++] = event;
      }
      watermarkMs = Math.max(watermarkMs, timeMs - Case.BOUND_MS - 1);
    }
    return Arrays.copyOf(kept, count);
  }

  /** The workload. */
  public Case what() {
    return what;
  }

  /** How many splits each input has, and workers an engine is to use. */
  public int parallelism() {
    return parallelism;
  }

  /** How often each split is read. */
  public int replays() {
    return replays;
  }

  /** A split of the only input, or of the left one. */
  public Object[] split(int number) {
    return first.get(number);
  }

  /** A split of the right input. */
  public Object[] right(int number) {
    return second.get(number);
  }

  /** The events of the only split. */
  Tick[] ticks() {
    return (Tick[]) first.get(0);
  }

  /** The events of all splits, one split after the other: for loops by hand. */
  <T> T[] all(Class<T[]> type) {
    return joined(first, type);
  }

  /** The same of the right input. */
  <T> T[] allRight(Class<T[]> type) {
    return joined(second, type);
  }

  private static <T> T[] joined(List<Object[]> splits, Class<T[]> type) {
    if (splits.size() == 1) {
      return type.cast(splits.get(0));
    }
    // Back in the order in which they were dealt out, so that windows close as with one split.
    int length = splits.stream().mapToInt(s -> s.length).sum();
    T[] all = Arrays.copyOf(type.cast(splits.get(0)), length);
    int[] next = new int[splits.size()];
    int count = 0;
    while (count < length) {
      for (int i = 0; i < next.length; i++) {
        if (next[i] < splits.get(i).length) {
          all[count++] = type.cast(splits.get(i))[next[i]++];
        }
      }
    }
    return all;
  }
}
