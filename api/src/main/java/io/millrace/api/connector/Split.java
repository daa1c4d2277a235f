package io.millrace.api.connector;

/**
 * A part of a source that is read in order and on its own: a partition, a file. The unit of
 * watermarks, of positions and of parallel reading.
 *
 * @param id unique within the source and stable across runs
 */
public record Split(String id) {}
