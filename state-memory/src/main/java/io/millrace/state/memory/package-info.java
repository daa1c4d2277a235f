/**
 * Keyed state on the heap: the backend named {@code memory}. Imports {@code api} only. Start with
 * {@link MemoryStateStore}; {@link Freezer} tells how a snapshot is taken, {@link FrozenColumn} how
 * it reads while the owner goes on writing, {@link PagesIndex} how it is stored.
 */
@NullMarked
package io.millrace.state.memory;

import org.jspecify.annotations.NullMarked;
