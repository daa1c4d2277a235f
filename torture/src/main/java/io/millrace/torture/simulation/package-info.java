/**
 * A whole job in one thread, whose every choice a seed makes: who goes next, what the clocks say,
 * what fails and when, and what a disk remembers. Start with {@link Simulation}.
 */
@NullMarked
package io.millrace.torture.simulation;

import org.jspecify.annotations.NullMarked;
