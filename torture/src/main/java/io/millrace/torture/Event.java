package io.millrace.torture;

/**
 * What flows through the jobs under test.
 *
 * @param id unique over all splits
 * @param key by which it is grouped; never of the type of the value
 * @param timeMs event time
 * @param value what is added up
 */
public record Event(long id, String key, long timeMs, int value) {}
