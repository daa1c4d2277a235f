/**
 * From the logical plan to tasks and exchanges, with a reason for each. Start with {@link
 * PhysicalPlanner}.
 */
@NullMarked
package io.millrace.core.plan;

import org.jspecify.annotations.NullMarked;
