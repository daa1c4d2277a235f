/**
 * Streams, processors, windows and joins by id: a thin surface over the same engine, for programs
 * that add and remove such things while they run. Imports {@code api} and {@code windowing}; the
 * engine, the joins and a state backend are found at run time. Start with {@link StreamEngine}.
 */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
