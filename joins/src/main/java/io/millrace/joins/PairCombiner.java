package io.millrace.joins;

import io.millrace.api.function.Combiner;
import io.millrace.api.plan.JoinKind;
import java.util.Optional;

/**
 * Calls the user's combiner with the arguments its kind of join asks for: a value for a side that
 * is always there, an {@code Optional} for one that may be missing. Stateless but for the combiner.
 *
 * @param <O> what the combiner makes
 */
final class PairCombiner<O> {
  private final JoinKind kind;
  private final Combiner<Object, Object, O> combiner;

  @SuppressWarnings("unchecked") // the plan says that the combiner fits the kind and the inputs
  PairCombiner(JoinKind kind, Combiner<?, ?, ?> combiner) {
    this.kind = kind;
    this.combiner = (Combiner<Object, Object, O>) combiner;
  }

  /** Pairs are emitted; an anti join only looks for them. */
  boolean givesPairs() {
    return kind != JoinKind.ANTI;
  }

  /** A left value without a partner is emitted. */
  boolean keepsLeft() {
    return kind == JoinKind.LEFT || kind == JoinKind.FULL || kind == JoinKind.ANTI;
  }

  /** A right value without a partner is emitted. */
  boolean keepsRight() {
    return kind == JoinKind.RIGHT || kind == JoinKind.FULL;
  }

  /** The result of a pair. */
  O pair(Object left, Object right) {
    boolean leftMayMiss = kind == JoinKind.RIGHT || kind == JoinKind.FULL;
    boolean rightMayMiss = kind == JoinKind.LEFT || kind == JoinKind.FULL;
    return combiner.apply(
        leftMayMiss ? Optional.of(left) : left, rightMayMiss ? Optional.of(right) : right);
  }

  /** The result of a left value without a partner. */
  @SuppressWarnings("NullAway") // the function of an anti join takes one value: there is no second
  O leftOnly(Object left) {
    return switch (kind) {
      case ANTI -> combiner.apply(left, null);
      case FULL -> combiner.apply(Optional.of(left), Optional.empty());
      default -> combiner.apply(left, Optional.empty());
    };
  }

  /** The result of a right value without a partner. */
  O rightOnly(Object right) {
    return combiner.apply(Optional.empty(), kind == JoinKind.FULL ? Optional.of(right) : right);
  }
}
