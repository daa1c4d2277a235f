/**
 * What the user built, as data: the logical plan every runner consumes. Start with {@link
 * LogicalPlan}.
 */
@NullMarked
package io.millrace.api.plan;

import org.jspecify.annotations.NullMarked;
