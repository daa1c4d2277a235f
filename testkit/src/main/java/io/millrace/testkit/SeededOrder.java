package io.millrace.testkit;

import io.millrace.api.environment.StepOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Lets any part of a job go next, as a seed decides, and now and then leaves one out for long, as a
 * machine does whose threads do not get their turn. Nobody is left out for ever. Not thread-safe.
 */
public final class SeededOrder implements StepOrder {
  private static final int LONGEST_SLEEP = 200;

  private final SplittableRandom random;
  private final int sleepOneIn;
  private final List<Integer> awake = new ArrayList<>();
  private long[] sleepsUntil = {};
  private long now;
  private int sleepNext;

  /**
   * An order.
   *
   * @param random makes the choices; the order is as repeatable as what else draws from it
   * @param sleepOneIn how many choices there are, on average, until one is left out for long
   */
  public SeededOrder(SplittableRandom random, int sleepOneIn) {
    this.random = random;
    this.sleepOneIn = sleepOneIn;
  }

  /**
   * Leaves out whoever is chosen next for that many choices, unless all others are left out too.
   */
  public void sleepNext(int choices) {
    sleepNext = choices;
  }

  @Override
  public int next(List<String> parts) {
    if (sleepsUntil.length != parts.size()) {
      sleepsUntil = new long[parts.size()];
    }
    now++;
    awake.clear();
    for (int i = 0; i < sleepsUntil.length; i++) {
      if (sleepsUntil[i] <= now) {
        awake.add(i);
      }
    }
    if (awake.isEmpty()) {
      Arrays.fill(sleepsUntil, 0);
      return random.nextInt(sleepsUntil.length);
    }
    int next = awake.get(random.nextInt(awake.size()));
    if (sleepNext == 0 && random.nextInt(sleepOneIn) == 0) {
      sleepNext = 1 + random.nextInt(LONGEST_SLEEP);
    }
    if (sleepNext > 0 && awake.size() > 1) {
      sleepsUntil[next] = now + sleepNext;
      awake.remove(Integer.valueOf(next));
      next = awake.get(random.nextInt(awake.size()));
    }
    sleepNext = 0;
    return next;
  }
}
