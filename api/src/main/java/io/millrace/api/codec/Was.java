package io.millrace.api.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Former names: of a record's component, of an enum constant, or of a class that is a subtype of a
 * sealed type. What was stored under one of them is read as this.
 *
 * <pre>{@code
 * record Order(String id, @Was("amount") long cents) {}
 *
 * enum Status { OPEN, @Was("CANCELED") CANCELLED }
 *
 * sealed interface Event permits Created, Shipped {}
 *
 * @Was("Sent")
 * record Shipped(String order) implements Event {}
 * }</pre>
 *
 * <p>A name that is still in use goes first: a component takes what was stored under its own name,
 * and only if there is nothing, what was stored under a former one. If two components could take
 * the same stored one, or one could take two, the state is refused. The name of a record that is
 * not a subtype of a sealed type is not stored: it may change without this.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.TYPE})
public @interface Was {
  /** The former names, simple ones, in any order. */
  String[] value();
}
