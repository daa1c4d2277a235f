package io.millrace.testkit;

import java.util.SplittableRandom;

/**
 * What is found after a crash of what had not been forced. A real disk keeps any part of it: each
 * change of a directory for itself (but changes of one name in order), and of a file's tail a part,
 * or its length without its content.
 */
public interface Survival {
  /** Whether an un-forced change of a directory survives. */
  boolean change(String change);

  /** What survives of the bytes at the end of a file that were not forced. */
  Tail tail(String file, int unforced);

  /**
   * The end of a file.
   *
   * @param kept how many bytes survive as they were
   * @param zeros how many more are there but hold zeros
   */
  record Tail(int kept, int zeros) {}

  /** Only what was forced. */
  static Survival nothing() {
    return numbered(0);
  }

  /** All of it, as if it had been forced. */
  static Survival everything() {
    return new Survival() {
      @Override
      public boolean change(String change) {
        return true;
      }

      @Override
      public Tail tail(String file, int unforced) {
        return new Tail(unforced, 0);
      }
    };
  }

  /** One of many, chosen by a seed. */
  static Survival random(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Survival() {
      @Override
      public boolean change(String change) {
        return random.nextBoolean();
      }

      @Override
      public Tail tail(String file, int unforced) {
        return choose(random.nextInt(TAILS), unforced);
      }
    };
  }

  /** How many ways to survive a tail has in {@link #numbered}. */
  int TAILS = 4;

  /** Each of {@link InMemoryFiles#crashStates} for a number from 0; nothing survives for 0. */
  static Survival numbered(long number) {
    return new Survival() {
      private long rest = number;

      @Override
      public boolean change(String change) {
        return next(2) == 1;
      }

      @Override
      public Tail tail(String file, int unforced) {
        return choose(next(TAILS), unforced);
      }

      private int next(int radix) {
        int digit = (int) (rest % radix);
        rest /= radix;
        return digit;
      }
    };
  }

  private static Tail choose(int way, int unforced) {
    return switch (way) {
      case 0 -> new Tail(0, 0);
      case 1 -> new Tail(unforced, 0);
      case 2 -> new Tail(unforced / 2, 0);
      default -> new Tail(unforced / 2, unforced - unforced / 2);
    };
  }
}
