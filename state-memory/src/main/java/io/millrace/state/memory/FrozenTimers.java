package io.millrace.state.memory;

import io.millrace.api.time.TimeDomain;

/**
 * The timers of one table as they were when the store was frozen, in the order they would fire.
 *
 * @param name the table
 * @param domain by which clock
 * @param times when they fire, milliseconds
 * @param slots whose they are
 * @param tags what tells those of one key apart
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; handed to one reader
record FrozenTimers(String name, TimeDomain domain, long[] times, int[] slots, Object[] tags) {}
