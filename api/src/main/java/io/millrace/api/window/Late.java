package io.millrace.api.window;

import java.time.Duration;
import java.time.Instant;

/**
 * An event that came too late, and how it came to be late.
 *
 * @param value the event
 * @param at its event time
 * @param lateBy how far the watermark that decided was ahead of it
 * @param split the split it was read from
 * @param offset its position in that split
 */
public record Late<T>(T value, Instant at, Duration lateBy, String split, long offset) {}
