/**
 * What runs inside a task: operators, the batches they read, the outputs they write. Start with
 * {@link Operator}; {@link BatchOperator} is the fast form.
 */
@NullMarked
package io.millrace.api.operator;

import org.jspecify.annotations.NullMarked;
