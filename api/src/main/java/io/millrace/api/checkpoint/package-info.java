/**
 * Checkpoints as data, for tools that look into them: what is in one, and its state store by store.
 * Who writes them and how they lie on disk is the engine's. Imports {@code backend}, {@code codec},
 * {@code environment} and {@code spi}. Start with {@link
 * io.millrace.api.checkpoint.CheckpointAccess}.
 */
@NullMarked
package io.millrace.api.checkpoint;

import org.jspecify.annotations.NullMarked;
