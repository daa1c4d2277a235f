package io.millrace.joins;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Combiner;
import io.millrace.api.operator.Output;
import io.millrace.api.plan.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Emits the results of one pane after the other, in pieces: the place within the pane is kept
 * between two pieces. Pairs come out by the order of the left side, then of the right. One thread.
 *
 * @param <O> what the join emits
 */
final class PaneFiring<O> {
  private final PairCombiner<O> pairs;
  private final Combiner<Object, Object, Iterable<O>> groups;
  private final boolean coGroup;
  private final boolean discarding;

  private @Nullable Pane pane;
  private @Nullable Iterator<O> results;
  private int leftPlace;
  private int rightPlace;
  private int shownLeft;
  private int shownRight;

  @SuppressWarnings("unchecked") // the plan says that the combiner fits
  PaneFiring(Step.WindowJoin join) {
    this.pairs = new PairCombiner<>(join.joinKind(), join.combiner());
    this.groups = (Combiner<Object, Object, Iterable<O>>) join.combiner();
    this.coGroup = join.coGroup();
    this.discarding = join.lateness().discarding();
  }

  /** True while a pane has results left. */
  boolean active() {
    return pane != null;
  }

  /** Begins with a pane. Its content must not change until it is done. */
  void begin(Pane next) {
    pane = next;
    shownLeft = discarding ? next.shownLeft : 0;
    shownRight = discarding ? next.shownRight : 0;
    leftPlace = 0;
    rightPlace = firstRight();
    results = null;
  }

  /**
   * Emits up to {@code most} results and says how many it emitted; fewer only if the pane is done.
   */
  int emit(Output<O> out, int most) {
    Pane current = pane;
    if (current == null) {
      return 0;
    }
    int count;
    if (coGroup) {
      count = emitGroups(current, out, most);
    } else if (current.right.isEmpty()) {
      count = emitLeft(current, out, most);
    } else if (current.left.isEmpty()) {
      count = emitRight(current, out, most);
    } else {
      count = emitPairs(current, out, most);
    }
    if (count < most) {
      current.fired = true;
      current.shownLeft = current.left.size();
      current.shownRight = current.right.size();
      pane = null;
      results = null;
    }
    return count;
  }

  private int emitPairs(Pane current, Output<O> out, int most) {
    if (!pairs.givesPairs()) {
      return 0;
    }
    long timeMs = current.resultMs();
    int lefts = current.left.size();
    int rights = current.right.size();
    int count = 0;
    while (leftPlace < lefts) {
      Object left = current.left.get(leftPlace);
      for (; rightPlace < rights; rightPlace++) {
        if (count == most) {
          return count;
        }
        out.emit(pairs.pair(left, current.right.get(rightPlace)), timeMs);
        count++;
      }
      leftPlace++;
      rightPlace = firstRight();
    }
    return count;
  }

  /** A left value that was shown before is paired with the new right values only. */
  private int firstRight() {
    return leftPlace < shownLeft ? shownRight : 0;
  }

  private int emitLeft(Pane current, Output<O> out, int most) {
    if (!pairs.keepsLeft()) {
      return 0;
    }
    long timeMs = current.resultMs();
    int count = 0;
    for (leftPlace = Math.max(leftPlace, shownLeft); leftPlace < current.left.size(); leftPlace++) {
      if (count == most) {
        return count;
      }
      out.emit(pairs.leftOnly(current.left.get(leftPlace)), timeMs);
      count++;
    }
    return count;
  }

  private int emitRight(Pane current, Output<O> out, int most) {
    if (!pairs.keepsRight()) {
      return 0;
    }
    long timeMs = current.resultMs();
    int count = 0;
    for (rightPlace = Math.max(rightPlace, shownRight);
        rightPlace < current.right.size();
        rightPlace++) {
      if (count == most) {
        return count;
      }
      out.emit(pairs.rightOnly(current.right.get(rightPlace)), timeMs);
      count++;
    }
    return count;
  }

  private int emitGroups(Pane current, Output<O> out, int most) {
    Iterator<O> rest = results;
    if (rest == null) {
      Iterable<O> made =
          groups.apply(copy(current.left, shownLeft), copy(current.right, shownRight));
      if (made == null) {
        throw new MillraceException(
            ApiError.OPERATOR_FAILED,
            "the function of a co-group returned null. Return an empty list if there is nothing to emit.");
      }
      rest = made.iterator();
      results = rest;
    }
    long timeMs = current.resultMs();
    int count = 0;
    while (rest.hasNext()) {
      if (count == most) {
        return count;
      }
      out.emit(rest.next(), timeMs);
      count++;
    }
    return count;
  }

  /** The user may keep the list, so it must not change when a late event comes. */
  private static List<Object> copy(List<Object> values, int from) {
    return Collections.unmodifiableList(new ArrayList<>(values.subList(from, values.size())));
  }
}
