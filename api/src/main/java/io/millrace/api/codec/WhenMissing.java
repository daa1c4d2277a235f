package io.millrace.api.codec;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record's component is in values that were stored before it existed.
 *
 * <pre>{@code
 * record Order(String id, long cents, @WhenMissing("EUR") String currency) {}
 * }</pre>
 *
 * <p>Without it a new primitive is 0 or false, an {@code Optional}, a collection, a map or an array
 * is empty, and a component that is marked {@code @Nullable} is null. Any other new component needs
 * it, or old state is refused.
 *
 * <p>The text is read as the component's type reads it: {@code String}, a primitive or its box,
 * {@code BigInteger}, {@code BigDecimal}, {@code UUID}, {@code Instant}, {@code Duration}, {@code
 * LocalDate}, or the name of an enum constant.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface WhenMissing {
  /** The value as text. */
  String value();
}
