/** How batches and marks get from one task to another. Start with {@link Channel}. */
@NullMarked
package io.millrace.core.exchange;

import org.jspecify.annotations.NullMarked;
