/**
 * The general path of windowing: any assigner, trigger and evictor, one pane for each key and
 * window. Slower than the operators for common shapes, never wrong. Imports {@code windowing} and
 * contracts of {@code api}. Start with {@link GeneralWindowOperator}.
 */
@NullMarked
package io.millrace.windowing.general;

import org.jspecify.annotations.NullMarked;
