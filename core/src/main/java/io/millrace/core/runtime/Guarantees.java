package io.millrace.core.runtime;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.plan.PlanNode;
import io.millrace.api.plan.Step;

/** Says when a job starts what each of its sinks promises after a failure. */
final class Guarantees {
  private static final System.Logger LOG = System.getLogger("io.millrace.job");

  private Guarantees() {}

  static void log(LogicalPlan plan) {
    for (PlanNode node : plan.nodes()) {
      if (node.step() instanceof Step.Write write) {
        LOG.log(
            System.Logger.Level.INFO, "sink '" + node.id() + "': " + of(write.sink().guarantee()));
      } else if (node.step() instanceof Step.Read read && !read.source().replayable()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "source '"
                + node.id()
                + "' cannot be read again: what it gave since the last checkpoint is lost in a"
                + " failure");
      }
    }
  }

  /** For people. */
  static String of(Guarantee guarantee) {
    return switch (guarantee) {
      case TRANSACTIONAL -> "exactly once: results become visible with the checkpoint";
      case IDEMPOTENT -> "effectively once: a result written again replaces itself";
      case AT_LEAST_ONCE -> "at least once: after a failure results may come twice";
    };
  }
}
