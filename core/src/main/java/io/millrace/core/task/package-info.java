/**
 * One unit of scheduling: fused operators between two exchanges, run to completion for one batch.
 * Start with {@link Task}.
 */
@NullMarked
package io.millrace.core.task;

import org.jspecify.annotations.NullMarked;
