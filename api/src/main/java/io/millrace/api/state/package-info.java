/**
 * Keyed state as users see it: values, lists, maps and aggregates of the current key, and the specs
 * that declare them. Start with {@link StateSpec}.
 */
@NullMarked
package io.millrace.api.state;

import org.jspecify.annotations.NullMarked;
