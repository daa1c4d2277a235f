/**
 * The comparison with other engines: starts each in a process of its own, lets them take turns,
 * compares checksums and writes the report. Start with {@link SideBySide}.
 */
@NullMarked
package io.millrace.benchmarks.report;

import org.jspecify.annotations.NullMarked;
