/** Sources with splits and positions, sinks with two-phase hooks. Start with {@link Source}. */
@NullMarked
package io.millrace.api.connector;

import org.jspecify.annotations.NullMarked;
