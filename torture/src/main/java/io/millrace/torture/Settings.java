package io.millrace.torture;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a test is to run.
 *
 * @param full at the scale of a release, else at that of every change
 * @param seed chooses everything that is random
 * @param backend the state backend; null for all
 * @param parallelism workers; 0 for all that the test knows
 * @param work an empty directory
 */
record Settings(boolean full, long seed, @Nullable String backend, int parallelism, Path work) {
  /** The first at the scale of a change, the second at that of a release. */
  int scale(int ci, int release) {
    return full ? release : ci;
  }

  java.util.List<String> backends() {
    return backend == null ? java.util.List.of("memory", "rocksdb") : java.util.List.of(backend);
  }

  int[] parallelisms() {
    return parallelism == 0 ? new int[] {1, 2} : new int[] {parallelism};
  }
}
