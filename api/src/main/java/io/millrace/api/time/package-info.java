/**
 * Event time: arithmetic that never overflows, watermarks and how they are made. Imports {@code
 * api.error} and {@code api.function}. Start with {@link Watermarks}.
 */
@NullMarked
package io.millrace.api.time;

import org.jspecify.annotations.NullMarked;
