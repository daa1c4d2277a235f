/**
 * A state backend that finds operators which break the rules of state: name it {@code strict} in an
 * {@link io.millrace.testkit.OperatorHarness}. Start with {@link
 * io.millrace.testkit.strict.StrictBackendProvider}.
 */
@NullMarked
package io.millrace.testkit.strict;

import org.jspecify.annotations.NullMarked;
