package io.millrace.api.operator;

/**
 * Names a side output of an operator and the type of what goes there. Compared by value.
 *
 * @param name unique within the operator
 * @param type the type of the values
 */
public record SideOutput<X>(String name, Class<X> type) {
  /** A side output of that name and type. */
  public static <X> SideOutput<X> of(String name, Class<X> type) {
    return new SideOutput<>(name, type);
  }
}
