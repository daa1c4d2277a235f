/**
 * Programs to start from, each with a main method: {@link FirstPipeline} first, then the small ones
 * that show one thing each, and {@link Demo}, which shows several at work on real data. They import
 * the API, windowing, joins and the file connector; the engine is found at run time.
 */
@NullMarked
package io.millrace.examples;

import org.jspecify.annotations.NullMarked;
