package io.millrace.api.operator;

import java.util.List;

/**
 * What a lambda emits: nothing, one value or several. Returned, not passed a collector, because
 * only a result lets the compiler infer its type.
 *
 * @param <R> the type of the values
 */
public final class Emit<R> {
  private static final Emit<?> NONE = new Emit<>(List.of());

  private final List<R> values;

  private Emit(List<R> values) {
    this.values = values;
  }

  /** Emits nothing. */
  @SuppressWarnings("unchecked")
  public static <R> Emit<R> none() {
    return (Emit<R>) NONE;
  }

  /** Emits one value. */
  public static <R> Emit<R> of(R value) {
    return new Emit<>(List.of(value));
  }

  /** Emits several values, in order. */
  public static <R> Emit<R> all(List<? extends R> values) {
    return new Emit<>(List.copyOf(values));
  }

  /** The values, in order. */
  public List<R> values() {
    return values;
  }
}
