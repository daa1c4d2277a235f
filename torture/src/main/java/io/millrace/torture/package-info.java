/** Tests that take long or kill processes. Start with {@link Torture}. */
@NullMarked
package io.millrace.torture;

import org.jspecify.annotations.NullMarked;
