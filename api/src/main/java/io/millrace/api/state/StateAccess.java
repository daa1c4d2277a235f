package io.millrace.api.state;

/**
 * Gives an operator the handles of its state. Called while the operator opens, once for each spec;
 * the handles then always show the state of the key whose event or timer is being processed.
 */
public interface StateAccess {
  /** The handle of a value. */
  <T> ValueState<T> value(StateSpec.Value<T> spec);

  /** The handle of a list. */
  <T> ListState<T> list(StateSpec.Items<T> spec);

  /** The handle of a map. */
  <K, V> MapState<K, V> map(StateSpec.Entries<K, V> spec);

  /** The handle of a running aggregate. */
  <T, A, R> FoldedState<T, R> folded(StateSpec.Folded<T, A, R> spec);
}
