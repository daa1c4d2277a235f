package io.millrace.api.type;

import java.lang.reflect.Type;
import java.util.List;

/**
 * The types that a function takes and gives, as far as they can be read from it.
 *
 * <ul>
 *   <li><b>Threads:</b> immutable.
 *   <li><b>Fails:</b> never; what cannot be known is an {@link UnknownType} or a raw class, and
 *       {@link Types#isKnown} tells both from a type that can be used.
 * </ul>
 *
 * @param parameters the parameter types of the interface's method, in order; empty when not even
 *     their number is known
 * @param result the type of the result; {@code void.class} if there is none
 */
public record CapturedTypes(List<Type> parameters, Type result) {

  /** Copies the list. */
  public CapturedTypes {
    parameters = List.copyOf(parameters);
  }

  /**
   * The type of the parameter at {@code index}, counted from 0; an {@link UnknownType} when there
   * is none.
   */
  public Type parameter(int index) {
    return index >= 0 && index < parameters.size()
        ? parameters.get(index)
        : new UnknownType(
            "the function shows "
                + parameters.size()
                + " parameters, number "
                + index
                + " is asked for");
  }
}
