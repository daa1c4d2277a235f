/**
 * Workers, jobs and the provider through which the engine is found. Start with {@link
 * LocalEngineProvider}.
 */
@NullMarked
package io.millrace.core.runtime;

import org.jspecify.annotations.NullMarked;
