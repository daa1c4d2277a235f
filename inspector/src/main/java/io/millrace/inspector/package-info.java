/**
 * Looks into checkpoints from the command line, offline: it needs neither the job nor its classes,
 * as codecs store their schema. Imports {@code api} only; the engine, which owns the format, comes
 * in at run time. Start with {@link io.millrace.inspector.Inspect}.
 */
@NullMarked
package io.millrace.inspector;

import org.jspecify.annotations.NullMarked;
