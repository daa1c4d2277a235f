package io.millrace.engine;

import io.millrace.api.connector.Overflow;
import io.millrace.api.environment.Environment;
import io.millrace.api.environment.EnvironmentProvider;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link StreamEngine} runs, as data. Start from {@link #DEFAULT} and change what is needed.
 *
 * @param bufferCapacity the most events of one stream that wait to be processed
 * @param overflow what {@code publish} does when that many wait
 * @param retainedWindows how many windows that have fired can still be asked for, of each window id
 * @param retainedResults how many results of each processor and join, and how many late or failed
 *     events, can still be asked for; the oldest are forgotten first
 * @param allowedLateness how long after a window's end late events still correct it
 * @param stateBackend the name of the backend that keeps the state, of the windows and joins and of
 *     {@code updateState}
 * @param environment the clocks, threads and files; null for the real ones
 */
public record StreamEngineOptions(
    int bufferCapacity,
    Overflow overflow,
    int retainedWindows,
    int retainedResults,
    Duration allowedLateness,
    String stateBackend,
    @Nullable Environment environment) {
  /**
   * 65,536 events wait, more fail; 1,000 windows and results are retained; nothing is allowed late;
   * state is in memory.
   */
  public static final StreamEngineOptions DEFAULT =
      new StreamEngineOptions(65_536, Overflow.FAIL, 1_000, 1_000, Duration.ZERO, "memory", null);

  /** Refuses what makes no sense. */
  public StreamEngineOptions {
    require("bufferCapacity", bufferCapacity, 1);
    require("retainedWindows", retainedWindows, 0);
    require("retainedResults", retainedResults, 0);
    if (allowedLateness.isNegative()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "allowedLateness must be 0 or more, was " + allowedLateness + ".");
    }
  }

  private static void require(String option, int value, int from) {
    if (value < from) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, option + " must be " + from + " or more, was " + value + ".");
    }
  }

  /**
   * The same with a buffer of that many events for each stream, and that policy when it is full.
   */
  public StreamEngineOptions buffer(int capacity, Overflow policy) {
    return new StreamEngineOptions(
        capacity,
        policy,
        retainedWindows,
        retainedResults,
        allowedLateness,
        stateBackend,
        environment);
  }

  /** The same retaining that many fired windows, and that many results, of each id. */
  public StreamEngineOptions retain(int windows, int results) {
    return new StreamEngineOptions(
        bufferCapacity, overflow, windows, results, allowedLateness, stateBackend, environment);
  }

  /** The same with late events correcting windows for that long. */
  public StreamEngineOptions allowLateness(Duration duration) {
    return new StreamEngineOptions(
        bufferCapacity,
        overflow,
        retainedWindows,
        retainedResults,
        duration,
        stateBackend,
        environment);
  }

  /** The same with the state backend of that name. */
  public StreamEngineOptions stateBackend(String name) {
    return new StreamEngineOptions(
        bufferCapacity,
        overflow,
        retainedWindows,
        retainedResults,
        allowedLateness,
        name,
        environment);
  }

  /** The same with other clocks, threads and files, as tests use. */
  public StreamEngineOptions environment(Environment other) {
    return new StreamEngineOptions(
        bufferCapacity,
        overflow,
        retainedWindows,
        retainedResults,
        allowedLateness,
        stateBackend,
        other);
  }

  /** The environment of the options, or the real one. */
  Environment environmentOrReal() {
    return environment != null
        ? environment
        : ProviderLoader.named(
                EnvironmentProvider.class,
                "system",
                "Add millrace-core to the class path (at run time is enough).")
            .create();
  }
}
