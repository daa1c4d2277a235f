package io.millrace.api.state;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.EventTimes;
import java.time.Duration;

/**
 * When state is forgotten by itself, by the wall clock. List items and map entries each have their
 * own time to live.
 *
 * @param millis how long state lives after its last touch, in milliseconds
 * @param touch what counts as a touch
 * @param visibility whether a read may still see state that has expired
 */
public record StateTtl(long millis, Touch touch, Visibility visibility) {

  /** What starts the time to live anew. */
  public enum Touch {
    /** Creating and writing. */
    WRITE,
    /** Creating, writing and reading. */
    READ_AND_WRITE
  }

  /** What a read of expired state gives. */
  public enum Visibility {
    /** Nothing: as if it were gone. */
    NEVER_EXPIRED,
    /** The expired value, if nobody cleaned it up yet; that read cleans it up. */
    EXPIRED_UNTIL_CLEANED
  }

  /** Checks the duration. */
  public StateTtl {
    if (millis <= 0) {
      throw new MillraceException(
          ApiError.STATE_INVALID, "a time to live must be above 0 ms, was " + millis + " ms.");
    }
  }

  /** State lives that long after it was created or last written, and is never seen after. */
  public static StateTtl afterWrite(Duration duration) {
    return new StateTtl(EventTimes.millis(duration), Touch.WRITE, Visibility.NEVER_EXPIRED);
  }

  /**
   * State lives that long after it was created, last written or last read, and is never seen after.
   */
  public static StateTtl afterReadOrWrite(Duration duration) {
    return new StateTtl(
        EventTimes.millis(duration), Touch.READ_AND_WRITE, Visibility.NEVER_EXPIRED);
  }

  /** The same, but a read may see the expired value once. */
  public StateTtl showExpiredUntilCleaned() {
    return new StateTtl(millis, touch, Visibility.EXPIRED_UNTIL_CLEANED);
  }
}
