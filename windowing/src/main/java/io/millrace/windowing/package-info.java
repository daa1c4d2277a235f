/**
 * What users of windows name: the shapes of windows, triggers and evictors. All are immutable
 * values. Imports contracts of {@code api} only. Start with {@link Windows}.
 */
@NullMarked
package io.millrace.windowing;

import org.jspecify.annotations.NullMarked;
