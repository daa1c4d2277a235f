/** Running a pipeline: the engine, the job, its options. Start with {@link Engine}. */
@NullMarked
package io.millrace.api.engine;

import org.jspecify.annotations.NullMarked;
