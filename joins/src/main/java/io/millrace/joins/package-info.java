/**
 * Joins of two keyed streams: by nearness in time and by window. Imports {@code api} only. Start
 * with {@link io.millrace.joins.JoinsProvider}; {@link io.millrace.joins.IntervalJoinOperator} and
 * {@link io.millrace.joins.WindowJoinOperator} do the work.
 */
@NullMarked
package io.millrace.joins;

import org.jspecify.annotations.NullMarked;
