/**
 * Checkpoints on disk: the directory, its lock, manifests, and what is in them. Start with {@link
 * CheckpointDirectory}.
 */
@NullMarked
package io.millrace.core.checkpoint;

import org.jspecify.annotations.NullMarked;
