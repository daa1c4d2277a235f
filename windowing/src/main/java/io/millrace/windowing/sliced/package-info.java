/**
 * Tumbling and sliding windows as slices of time: each event is folded into exactly one slice,
 * windows are made of slices. The cost of an event and of a slide does not depend on how often
 * windows overlap. Start with {@link SlicedWindowOperators}.
 */
@NullMarked
package io.millrace.windowing.sliced;

import org.jspecify.annotations.NullMarked;
