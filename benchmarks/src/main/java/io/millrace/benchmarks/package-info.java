/**
 * How fast the engine is, next to the loop one would write by hand. Each benchmark says which
 * question it answers and how to run it, and checks its answers before it measures.
 */
@NullMarked
package io.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
