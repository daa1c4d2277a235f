/**
 * Keyed state on the heap: the backend named {@code memory}. Imports {@code api} only. Start with
 * {@link MemoryStateStore}; {@link PagePool} tells how a snapshot reads while the owner goes on
 * writing.
 */
@NullMarked
package io.millrace.state.memory;

import org.jspecify.annotations.NullMarked;
