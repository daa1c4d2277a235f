package io.millrace.api.operator;

/**
 * An operator that hands on all it holds when a barrier comes, so that there is nothing to store:
 * one that aggregates before the exchange, whose keys are not divided among subtasks, and which
 * could therefore not be given to another number of them. Its store is never asked for a snapshot.
 *
 * @param <O> what it emits
 */
public interface EmptiedAtBarrier<O> {
  /**
   * Emits everything. The engine calls it between batches, when nothing is pending, before it takes
   * a snapshot and passes the barrier on. If the operator is {@link Resumable} and pending
   * afterwards, the rest comes by {@link Resumable#resume}, and the barrier waits for it.
   */
  void empty(Output<O> out);
}
