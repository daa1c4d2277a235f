/**
 * The outside world as it really is: the one place that reads clocks, starts threads and touches
 * files. Imports {@code api.environment} only. Start with {@link SystemEnvironment}.
 */
@NullMarked
package io.millrace.core.environment;

import org.jspecify.annotations.NullMarked;
