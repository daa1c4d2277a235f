package io.millrace.testkit;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.StepOrder;
import org.jspecify.annotations.Nullable;

/**
 * An outside world in memory: clocks that move when told, threads that do not start by themselves,
 * files without a disk.
 */
public final class SimulatedEnvironment implements Environment {
  private final SimulatedTime time;
  private final UnstartedThreads threads = new UnstartedThreads();
  private final InMemoryFiles files;
  private final ProcessIdentity process;
  private final @Nullable StepOrder stepOrder;

  /** A world with these clocks, no threads and no files. */
  public SimulatedEnvironment(SimulatedTime time) {
    this(time, new InMemoryFiles(), new ProcessIdentity(1, "simulated"));
  }

  /** Another process on a disk that is there, such as the next one after a crash. */
  public SimulatedEnvironment(SimulatedTime time, InMemoryFiles files, ProcessIdentity process) {
    this(time, files, process, null);
  }

  /**
   * The same, in which somebody decides who goes next in jobs that are stepped, such as {@link
   * SeededOrder}; null for each in turn.
   */
  public SimulatedEnvironment(
      SimulatedTime time,
      InMemoryFiles files,
      ProcessIdentity process,
      @Nullable StepOrder stepOrder) {
    this.time = time;
    this.files = files;
    this.process = process;
    this.stepOrder = stepOrder;
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

  @Override
  public ProcessIdentity process() {
    return process;
  }

  @Override
  public @Nullable StepOrder stepOrder() {
    return stepOrder;
  }
}
