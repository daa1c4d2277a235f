package io.millrace.api.type;

import java.lang.reflect.Type;

/**
 * A type that cannot be read from the program, with the reason. It stands where a {@link Type} is
 * expected, so that a plan can be recorded first and complete its types later from the neighbouring
 * operators.
 *
 * <ul>
 *   <li><b>Threads:</b> immutable.
 *   <li><b>Fails:</b> never; whoever needs the type reports {@code TYPE_UNKNOWN} with the reason.
 * </ul>
 *
 * @param reason why the type is not known, as a clause that fits behind "unknown because"
 */
public record UnknownType(String reason) implements Type {

  @Override
  public String getTypeName() {
    return "unknown";
  }
}
