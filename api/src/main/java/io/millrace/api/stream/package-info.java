/**
 * The fluent API: a pipeline, its streams, keyed and windowed streams, joins. Start with {@link
 * Pipeline}.
 */
@NullMarked
package io.millrace.api.stream;

import org.jspecify.annotations.NullMarked;
