package io.millrace.api.error;

/** Who has to act when something fails. */
public enum ErrorKind {
  /** The program that uses Millrace: a wrong call, a plan that makes no sense. */
  USER,
  /** Whoever configures or packages it: a missing module, a bad option. */
  CONFIG,
  /** The other side: a file, a broker, a database, bad data. */
  EXTERNAL,
  /** The machine: memory, disk, time-outs. */
  RESOURCE,
  /** Millrace itself: a bug. */
  INTERNAL
}
