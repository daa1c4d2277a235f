package io.millrace.benchmarks.workloads;

/**
 * Counts results and adds up a hash of each, so that the results of two programs can be compared
 * whatever their order. Single-threaded; subtasks have one each, which are {@link #merge merged}.
 */
public final class Checksum {
  private long results;
  private long hash;

  /** Nothing yet. */
  public Checksum() {}

  /** Starts anew. */
  public void clear() {
    results = 0;
    hash = 0;
  }

  /** A result of a window by key. */
  public void add(Total total) {
    add(total.key(), total.startMs(), total.endMs(), total.count(), total.sum());
  }

  /** A result of five numbers; what each shape of workload puts there is said in {@link Shape}. */
  public void add(long a, long b, long c, long d, long e) {
    results++;
    long h = mix(a + 31 * mix(b) + 37 * mix(c));
    hash += mix(h ^ mix(d + 41 * e));
  }

  /** What another one saw too. */
  public void merge(Checksum other) {
    results += other.results;
    hash += other.hash;
  }

  private static long mix(long x) {
    long h = x * 0x9E3779B97F4A7C15L;
    return h ^ h >>> 29;
  }

  /** How many results. */
  public long results() {
    return results;
  }

  /** Number and hash as a text: equal texts, equal results. */
  public String text() {
    return results + ":" + Long.toHexString(hash);
  }

  /** Fails unless both saw the same results. */
  public void mustEqual(Checksum other, String what) {
    if (results != other.results || hash != other.hash) {
      throw new IllegalStateException(
          what
              + ": this gave "
              + text()
              + " (results and hash), the other "
              + other.text()
              + ". Nothing is measured before the answers are equal.");
    }
  }
}
