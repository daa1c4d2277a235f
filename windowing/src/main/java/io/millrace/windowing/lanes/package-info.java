/**
 * Aggregates in columns: the numbers of one slice or one session for all keys, and the loops that
 * fold a batch into them. Used by the fast window operators only. Start with {@link Cells}.
 */
@NullMarked
package io.millrace.windowing.lanes;

import org.jspecify.annotations.NullMarked;
