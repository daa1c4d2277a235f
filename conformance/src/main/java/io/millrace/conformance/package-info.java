/**
 * Runs conformance vectors, recorded from another engine, on the embedded engine through its public
 * API. Sees {@code api}, {@code windowing}, {@code joins} and Jackson. Start with {@link
 * io.millrace.conformance.Conformance}.
 */
@NullMarked
package io.millrace.conformance;

import org.jspecify.annotations.NullMarked;
