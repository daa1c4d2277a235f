package io.millrace.benchmarks.report;

/**
 * What a round took.
 *
 * @param wallNanos by the clock on the wall
 * @param cpuNanos CPU time of the whole process
 * @param threadNanos CPU time of the one thread that worked; 0 if there were several
 * @param checksum of its results
 * @param notes what else the engine told
 */
record RoundTimes(long wallNanos, long cpuNanos, long threadNanos, String checksum, String notes) {
  /** Reads an engine's answer. */
  static RoundTimes parse(String answer) {
    long wall = 0;
    long cpu = 0;
    long thread = 0;
    String checksum = "";
    StringBuilder notes = new StringBuilder();
    for (String word : answer.split(" ", -1)) {
      int at = word.indexOf('=');
      String value = word.substring(at + 1);
      switch (at < 0 ? "" : word.substring(0, at)) {
        case "wall" -> wall = Long.parseLong(value);
        case "cpu" -> cpu = Long.parseLong(value);
        case "thread" -> thread = Long.parseLong(value);
        case "checksum" -> checksum = value;
        case "" -> {}
        default -> notes.append(notes.isEmpty() ? "" : " ").append(word);
      }
    }
    return new RoundTimes(wall, cpu, thread, checksum, notes.toString());
  }
}
