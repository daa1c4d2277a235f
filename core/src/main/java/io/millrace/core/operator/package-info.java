/**
 * The operators that belong to the engine itself: user logic with state and timers, running
 * aggregates, asynchronous calls, and the loops in which simple user functions run. Imports {@code
 * api} and {@code core.state} only. Start with {@link ProcessOperator}.
 */
@NullMarked
package io.millrace.core.operator;

import org.jspecify.annotations.NullMarked;
