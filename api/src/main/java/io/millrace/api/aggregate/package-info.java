/**
 * Aggregations: incremental folds with create, add, merge and result. Start with {@link
 * Aggregates}.
 */
@NullMarked
package io.millrace.api.aggregate;

import org.jspecify.annotations.NullMarked;
