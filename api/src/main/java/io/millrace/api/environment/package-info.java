/**
 * What engine code may ask of the outside world: clocks, threads and files. Tests and simulations
 * own it. Imports {@code api.spi} only. Start with {@link Environment}.
 */
@NullMarked
package io.millrace.api.environment;

import org.jspecify.annotations.NullMarked;
