package io.millrace.testkit;

import io.millrace.api.environment.Environment;

/**
 * An outside world in memory: clocks that move when told, threads that do not start by themselves,
 * files without a disk.
 */
public final class SimulatedEnvironment implements Environment {
  private final SimulatedTime time;
  private final UnstartedThreads threads = new UnstartedThreads();
  private final InMemoryFiles files = new InMemoryFiles();

  /** A world with these clocks, no threads and no files. */
  public SimulatedEnvironment(SimulatedTime time) {
    this.time = time;
  }

  @Override
  public SimulatedTime time() {
    return time;
  }

  @Override
  public UnstartedThreads threads() {
    return threads;
  }

  @Override
  public InMemoryFiles files() {
    return files;
  }
}
