package io.millrace.benchmarks.workloads;

import java.util.ArrayList;
import java.util.List;

/**
 * A workload by name.
 *
 * @param name how it is called on the command line and in reports
 * @param shape what it computes
 * @param keys how many different keys; 0 where the generator decides
 * @param sizeMs the windows, milliseconds; 0 without
 * @param nanosApart from one event to the next
 * @param events how many events there are to begin with
 * @param store where state is kept
 * @param lateness who reads late events
 */
public record Case(
    String name,
    Shape shape,
    int keys,
    long sizeMs,
    long nanosApart,
    int events,
    Store store,
    LateEvents lateness) {
  /** How far events may be behind the largest time, milliseconds. */
  public static final long BOUND_MS = HandLoop.BOUND_MS;

  /** From one result of a sliding window to the next, milliseconds. */
  public static final long SLIDE_MS = 1000;

  /** Sessions end after that silence, milliseconds. */
  public static final long GAP_MS = 30_000;

  /** Where state is kept. */
  public enum Store {
    /** On the heap; no checkpoints. */
    NONE,
    /** On the heap, with checkpoints. */
    HEAP,
    /** In RocksDB with memory for all keys, with checkpoints. */
    ROCKSDB_RESIDENT,
    /** In RocksDB with memory for a tenth of the keys, which are drawn by Zipf's law. */
    ROCKSDB_ZIPF,
    /** The same with keys drawn alike. */
    ROCKSDB_UNIFORM;

    /** How much memory the database and its cache may take, bytes. */
    public long memoryBytes() {
      return this == ROCKSDB_RESIDENT ? 512L << 20 : 144L << 20;
    }

    /** True if it is RocksDB. */
    public boolean rocksDb() {
      return this != NONE && this != HEAP;
    }
  }

  /** Who reads the events that come behind the watermark, one in a hundred. */
  public enum LateEvents {
    /** All engines: they agree on what is late. */
    ALL_READ,
    /**
     * The loop by hand and Millrace, which judge an event by the watermark of its own input;
     * engines that judge by the slowest input, or by the session an event falls into, get the
     * stream without what is late.
     */
    OWN_INPUT,
    /** Nobody: there are none. */
    NONE
  }

  private static final int MILLION = 1_000_000;

  /** All workloads, in the order of reports. */
  public static List<Case> all() {
    List<Case> all = new ArrayList<>();
    all.add(simple("map-filter", Shape.MAP_FILTER, 10_000, 0, 500));
    all.add(simple("tumbling-100", Shape.TUMBLING, 100, 1000, 500));
    all.add(simple("tumbling-10k", Shape.TUMBLING, 10_000, 1000, 500));
    all.add(simple("tumbling-1M", Shape.TUMBLING, MILLION, 1000, 500));
    all.add(simple("tumbling-10M", Shape.TUMBLING, 10 * MILLION, 1000, 500));
    all.add(simple("tumbling-10k-string", Shape.TUMBLING_STRING, 10_000, 1000, 500));
    for (Shape shape : List.of(Shape.SLIDING_SUM, Shape.SLIDING_MAX)) {
      String suffix = shape == Shape.SLIDING_SUM ? "-sum" : "-max";
      all.add(simple("sliding-10s" + suffix, shape, 10_000, 10_000, 5_000));
      all.add(simple("sliding-60s" + suffix, shape, 10_000, 60_000, 5_000));
      all.add(simple("sliding-1h" + suffix, shape, 10_000, 3_600_000, 5_000));
    }
    all.add(own("session", Shape.SESSION, 0, 30_000));
    all.add(own("window-join", Shape.WINDOW_JOIN, 1000, 50_000));
    all.add(own("interval-join", Shape.INTERVAL_JOIN, 1000, 50_000));
    all.add(state("state-heap-10k", 10_000, Store.HEAP));
    all.add(state("state-heap-1M", MILLION, Store.HEAP));
    all.add(state("state-rocksdb-1M", MILLION, Store.ROCKSDB_RESIDENT));
    all.add(state("state-rocksdb-zipf", 10 * MILLION, Store.ROCKSDB_ZIPF));
    all.add(state("state-rocksdb-uniform", 10 * MILLION, Store.ROCKSDB_UNIFORM));
    all.add(nexmark("nexmark-q3", Shape.NEXMARK_Q3, 0, LateEvents.ALL_READ));
    all.add(nexmark("nexmark-q4", Shape.NEXMARK_Q4, 10_000, LateEvents.NONE));
    all.add(nexmark("nexmark-q5", Shape.NEXMARK_Q5, 10_000, LateEvents.ALL_READ));
    all.add(nexmark("nexmark-q7", Shape.NEXMARK_Q7, 10_000, LateEvents.ALL_READ));
    all.add(nexmark("nexmark-q8", Shape.NEXMARK_Q8, 10_000, LateEvents.OWN_INPUT));
    return List.copyOf(all);
  }

  /** The workload of that name. */
  public static Case named(String name) {
    return all().stream()
        .filter(c -> c.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no workload '"
                        + name
                        + "'. There are "
                        + String.join(", ", all().stream().map(Case::name).toList())
                        + "."));
  }

  private static Case simple(String name, Shape shape, int keys, long sizeMs, long nanosApart) {
    return new Case(
        name, shape, keys, sizeMs, nanosApart, 8 * MILLION, Store.NONE, LateEvents.ALL_READ);
  }

  private static Case own(String name, Shape shape, long sizeMs, long nanosApart) {
    return new Case(
        name, shape, 10_000, sizeMs, nanosApart, 8 * MILLION, Store.NONE, LateEvents.OWN_INPUT);
  }

  private static Case state(String name, int keys, Store store) {
    return new Case(name, Shape.STATE, keys, 0, 500, 16 * MILLION, store, LateEvents.ALL_READ);
  }

  private static Case nexmark(String name, Shape shape, long sizeMs, LateEvents lateness) {
    return new Case(name, shape, 0, sizeMs, 10_000, 5 * MILLION, Store.NONE, lateness);
  }

  /** There are late events. */
  boolean late(int parallelism) {
    return parallelism == 1 && lateness != LateEvents.NONE;
  }

  /**
   * Whether an event is late for all it could go into; with sliding windows, for the first slide.
   *
   * @param timeMs its time
   * @param watermarkMs the watermark of its input just before it
   */
  boolean isLate(long timeMs, long watermarkMs) {
    return switch (shape) {
      case WINDOW_JOIN, NEXMARK_Q8 ->
          Math.floorDiv(timeMs, sizeMs) * sizeMs + sizeMs - 1 <= watermarkMs;
      case INTERVAL_JOIN -> timeMs < watermarkMs;
      case SLIDING_SUM, SLIDING_MAX ->
          Math.floorDiv(timeMs, SLIDE_MS) * SLIDE_MS + SLIDE_MS - 1 <= watermarkMs;
      default -> timeMs <= watermarkMs;
    };
  }
}
