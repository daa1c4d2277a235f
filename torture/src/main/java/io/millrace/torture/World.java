package io.millrace.torture;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;

/**
 * An environment put together from parts of others.
 *
 * @param time the clocks
 * @param threads the threads
 * @param files the files
 * @param process the process this is
 */
record World(TimeSource time, Threads threads, FileAccess files, ProcessIdentity process)
    implements Environment {
  /** Another one, but for its files. */
  static World of(Environment environment, FileAccess files) {
    return new World(environment.time(), environment.threads(), files, environment.process());
  }
}
