package io.millrace.core.runtime;

/**
 * What a checkpoint says about the run that took it.
 *
 * @param job the pipeline's name
 * @param backend the name of the state backend
 * @param parallelism workers
 * @param keyGroups into how many groups keys are divided
 * @param tasks how many tasks there are
 * @param restoredId the checkpoint the run started from, 0 for none
 */
record RunFacts(
    String job, String backend, int parallelism, int keyGroups, int tasks, long restoredId) {}
