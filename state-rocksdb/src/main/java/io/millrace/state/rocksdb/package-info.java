/**
 * The place of the state backend named {@code rocksdb}: columns whose pages are resident in front
 * of a database, for state larger than memory. There is no backend here yet, and none is
 * registered; asking for {@code rocksdb} gives the error for a provider that was not found.
 */
@NullMarked
package io.millrace.state.rocksdb;

import org.jspecify.annotations.NullMarked;
