package io.millrace.torture.simulation;

/** What can happen at a step. */
public enum FaultKind {
  /** The process dies; of what was not forced any part survives, or all, or nothing. */
  CRASH,
  /** The device fails. */
  IO_ERROR,
  /** The disk is full. */
  DISK_FULL,
  /** It takes long, and everyone else goes on meanwhile. */
  SLOW,
  /** The code of the user, of a source or of a sink throws. */
  THROWS,
  /** So long that the checkpoint is given up. */
  TIME_OUT,
  /** A second process takes over, and this one goes on as if nothing had happened. */
  TAKEOVER
}
