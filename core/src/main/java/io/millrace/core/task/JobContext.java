package io.millrace.core.task;

import io.millrace.api.backend.StateBackend;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.environment.Environment;

/**
 * What all tasks of a job share.
 *
 * @param options how it runs
 * @param environment the clocks, threads and files
 * @param backend keeps the state
 * @param splits numbers the splits
 */
public record JobContext(
    EngineOptions options, Environment environment, StateBackend backend, SplitNames splits) {}
