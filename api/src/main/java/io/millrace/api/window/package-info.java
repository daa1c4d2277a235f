/**
 * The contracts of windowing: windows, assigners, triggers, evictors and results. The operators
 * live in the module {@code windowing}. Start with {@link WindowAssigner}.
 */
@NullMarked
package io.millrace.api.window;

import org.jspecify.annotations.NullMarked;
