/**
 * The parts of the demo: the data and its replay, three flows, and what is printed. Imports the
 * API, windowing, joins and the file connector. Start with {@link DemoRun}.
 */
@NullMarked
package io.millrace.examples.demo;

import org.jspecify.annotations.NullMarked;
