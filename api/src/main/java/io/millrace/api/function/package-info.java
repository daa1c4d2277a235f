/**
 * Functional interfaces of the fluent API. They extend {@code Serializable} only so that their
 * types can be read from the lambda; nothing is serialised. Imports nothing of ours.
 */
@NullMarked
package io.millrace.api.function;

import org.jspecify.annotations.NullMarked;
