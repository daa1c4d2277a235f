package io.millrace.state.memory;

/** What a stored column is part of. The ordinal is stored: add at the end only. */
enum Role {
  /** The keys by slot. */
  KEYS,
  /** By slot: 0 where there is no key, else 1 + how many things are stored for it. */
  LIVES,
  /** A column an operator declared. */
  COLUMN,
  /** When timers fire, by row. */
  TIMER_TIMES,
  /** The order timers were set in, by row. */
  TIMER_ORDERS,
  /** Whose timers they are, by row. */
  TIMER_SLOTS,
  /** What tells the timers of one key apart, by row; null where there is no timer. */
  TIMER_TAGS
}
