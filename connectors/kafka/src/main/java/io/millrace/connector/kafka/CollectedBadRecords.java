package io.millrace.connector.kafka;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.List;

/** Skips bad records, counts them and remembers the first ones. Thread-safe. */
public final class CollectedBadRecords implements BadRecords {
  private final int limit;
  private final ArrayList<BadRecord> first = new ArrayList<>();
  private long count;

  CollectedBadRecords(int limit) {
    if (limit < 0) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, "limit must not be negative, was " + limit + ".");
    }
    this.limit = limit;
  }

  @Override
  public synchronized void handle(BadRecord bad) {
    count++;
    if (first.size() < limit) {
      first.add(bad);
    }
  }

  /** How many bad records there were. */
  public synchronized long count() {
    return count;
  }

  /** The first of them, at most as many as the limit, in the order in which they were met. */
  public synchronized List<BadRecord> records() {
    return List.copyOf(first);
  }
}
