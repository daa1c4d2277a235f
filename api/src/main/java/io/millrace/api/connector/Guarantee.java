package io.millrace.api.connector;

/** What a sink promises about results after a failure. */
public enum Guarantee {
  /** Results may come twice. */
  AT_LEAST_ONCE,
  /** Results may be written twice, but under the same identity, so a reader sees them once. */
  IDEMPOTENT,
  /** Results become visible once, together with the checkpoint. */
  TRANSACTIONAL
}
