package io.millrace.api.stream;

import io.millrace.api.connector.Source;
import io.millrace.api.plan.LogicalPlan;
import io.millrace.api.plan.PlanValidator;
import io.millrace.api.plan.Step;
import java.util.List;

/**
 * What a program wants done with its streams. Calls on it and on its streams record a plan; nothing
 * runs before an engine is given the pipeline. Not thread-safe while it is built; may be run any
 * number of times.
 */
public final class Pipeline {
  private final PlanRecorder recorder;

  private Pipeline(String name) {
    this.recorder = new PlanRecorder(name);
  }

  /** An empty pipeline of that name. */
  public static Pipeline create(String name) {
    return new Pipeline(name);
  }

  /** The stream of a source. */
  public <T> Stream<T> from(String id, Source<T> source) {
    return new Stream<>(
        recorder, recorder.add(id, new Step.Read(source), List.of(), source.type()));
  }

  /**
   * The plan recorded so far.
   *
   * @throws io.millrace.api.error.MillraceException if it has problems; the message lists all of
   *     them
   */
  public LogicalPlan plan() {
    LogicalPlan plan = recorder.plan();
    PlanValidator.check(plan);
    return plan;
  }
}
