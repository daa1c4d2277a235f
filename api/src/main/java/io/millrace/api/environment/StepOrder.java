package io.millrace.api.environment;

import java.util.List;

/**
 * Decides who goes next in a job that its caller steps: the choice that the operating system makes
 * for a job with threads of its own. Asked by the thread that steps the job, once for each {@code
 * Job.step}, which then lets only that part do one bounded piece of work.
 *
 * <p>A part may be left out for as long as one likes; but a job whose parts never all get their
 * turn does not end, and {@code Job.settle} then takes two steps without progress for rest.
 *
 * <p>While a part is within its step, such as within an operation on a file, the job may be stepped
 * again by whatever that part has called: then other parts go on meanwhile, as they do on threads
 * of their own. A part that is within a step already does nothing when it is chosen. What fails in
 * such an inner step ends the job once the outermost one returns.
 */
@FunctionalInterface
public interface StepOrder {
  /**
   * Which part goes next: its place in the list.
   *
   * @param parts the names of all parts, always the same and in the same order for one run of a
   *     job: its tasks, upstream first, and {@link #CHECKPOINTS} at the end if it takes checkpoints
   */
  int next(List<String> parts);

  /** The name of the part that takes checkpoints. */
  String CHECKPOINTS = "checkpoints";
}
