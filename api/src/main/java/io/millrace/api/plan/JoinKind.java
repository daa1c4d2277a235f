package io.millrace.api.plan;

/** Which pairs a join gives. */
public enum JoinKind {
  /** Only those with both sides. */
  INNER,
  /** All of the left side, with or without a partner. */
  LEFT,
  /** All of the right side, with or without a partner. */
  RIGHT,
  /** All of both sides. */
  FULL,
  /** Only those of the left side that found no partner. */
  ANTI
}
