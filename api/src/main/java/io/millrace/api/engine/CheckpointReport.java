package io.millrace.api.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A complete checkpoint: what a job can go on from.
 *
 * @param id its number, rising over the life of the directory
 * @param path its directory; give it to {@link CheckpointOptions#from}
 * @param savepoint its name if it was asked for by name, else null
 * @param bytes how much was written for it; files shared with earlier ones are not counted
 * @param durationMs from the request until it was durable, milliseconds
 */
public record CheckpointReport(
    long id, Path path, @Nullable String savepoint, long bytes, long durationMs) {}
