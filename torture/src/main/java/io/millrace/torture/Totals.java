package io.millrace.torture;

import java.util.ArrayList;
import java.util.List;

/** How outputs differ from what they must be, added up over jobs. */
final class Totals {
  private final List<Oracle.Difference> differences = new ArrayList<>();
  private long lost;
  private long duplicated;
  private long wrong;

  /** Those of one job. */
  static Totals of(List<Oracle.Difference> differences) {
    Totals totals = new Totals();
    for (Oracle.Difference difference : differences) {
      totals.lost += difference.lost();
      totals.duplicated += difference.duplicated();
      totals.wrong += difference.wrong();
      totals.differences.add(difference);
    }
    return totals;
  }

  /** Adds those of a job; tells which, if there are any. */
  void add(Totals job, String where) {
    if (!job.none()) {
      System.out.println("  " + where + ": " + job.differences);
    }
    lost += job.lost;
    duplicated += job.duplicated;
    wrong += job.wrong;
  }

  boolean none() {
    return lost + duplicated + wrong == 0;
  }

  /** Counts them, and requires that there are none. */
  Verdict into(Verdict verdict) {
    return verdict
        .count("lost", lost)
        .count("duplicated", duplicated)
        .count("wrong", wrong)
        .require(none(), "the output is that of an undisturbed run");
  }
}
