/**
 * Looks into checkpoints from the command line, offline: it needs neither the job nor its classes,
 * as codecs store their schema. Imports {@code api} and, of the engine, {@code core.checkpoint},
 * which owns the format, and {@code core.environment}. Start with {@link
 * io.millrace.inspector.Inspect}.
 */
@NullMarked
package io.millrace.inspector;

import org.jspecify.annotations.NullMarked;
