package io.millrace.api.connector;

import io.millrace.api.environment.Environment;

/**
 * What a sink may touch.
 *
 * @param sinkId the id in the plan
 * @param subtask which subtask the writer belongs to
 * @param parallelism how many subtasks there are
 * @param environment the clocks, threads and files
 */
public record SinkContext(String sinkId, int subtask, int parallelism, Environment environment) {}
