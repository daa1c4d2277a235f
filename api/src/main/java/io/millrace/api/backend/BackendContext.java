package io.millrace.api.backend;

import io.millrace.api.environment.Environment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a backend may use.
 *
 * @param environment the clocks, threads and files
 * @param job the name of the job
 * @param directory where a backend may keep files of its own while the job runs, its alone; null
 *     for a temporary one, which the backend makes and deletes
 * @param memoryBytes how much memory all stores of the job may take together, as far as the backend
 *     can bound that
 */
public record BackendContext(
    Environment environment, String job, @Nullable Path directory, long memoryBytes) {
  /** The memory a backend may take unless set: 256 MiB. */
  public static final long DEFAULT_MEMORY_BYTES = 256L << 20;

  /** A temporary directory and the default memory. */
  public static BackendContext of(Environment environment) {
    return new BackendContext(environment, "job", null, DEFAULT_MEMORY_BYTES);
  }
}
