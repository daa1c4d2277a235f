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
 * @param only so many cases, from the seed on; 0 for as many as the scale says
 * @param work an empty directory
 */
record Settings(
    boolean full, long seed, @Nullable String backend, int parallelism, int only, Path work) {
  /** The first at the scale of a change, the second at that of a release. */
  int scale(int ci, int release) {
    return full ? release : ci;
  }

  /** How many cases, of a test whose cases each have a seed of their own. */
  int cases(int ci, int release) {
    return only > 0 ? only : scale(ci, release);
  }

  java.util.List<String> backends() {
    return backend == null ? java.util.List.of("memory", "rocksdb") : java.util.List.of(backend);
  }

  int[] parallelisms() {
    return parallelism == 0 ? new int[] {1, 2} : new int[] {parallelism};
  }
}
