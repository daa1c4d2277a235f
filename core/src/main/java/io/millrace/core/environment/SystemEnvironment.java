package io.millrace.core.environment;

import io.millrace.api.environment.Environment;
import io.millrace.api.environment.FileAccess;
import io.millrace.api.environment.ProcessIdentity;
import io.millrace.api.environment.Threads;
import io.millrace.api.environment.TimeSource;

/** The clocks, threads and files of this machine. Stateless and thread-safe. */
public final class SystemEnvironment implements Environment {
  private final TimeSource time = new SystemTime();
  private final Threads threads = new SystemThreads();
  private final FileAccess files = new SystemFiles();

  private SystemEnvironment() {}

  /** The environment of this machine. */
  public static SystemEnvironment create() {
    return new SystemEnvironment();
  }

  @Override
  public TimeSource time() {
    return time;
  }

  @Override
  public Threads threads() {
    return threads;
  }

  @Override
  public FileAccess files() {
    return files;
  }

  @Override
  public ProcessIdentity process() {
    return SystemProcess.identity();
  }
}
