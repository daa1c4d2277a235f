package io.millrace.torture;

/** One test of the table. */
interface TortureTest {
  /** What it does, in a line. */
  String about();

  /** Runs it; prints its progress. */
  Verdict run(Settings settings) throws Exception;
}
