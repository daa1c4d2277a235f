package io.millrace.api.connector;

/**
 * How far a split has been read.
 *
 * @param split which split
 * @param offset how many events were read from it; the number of the next one
 * @param place where that is in terms of the source (a byte, a broker's offset); equal to {@code
 *     offset} where there is none
 */
public record SplitPosition(Split split, long offset, long place) {
  /** The start of a split. */
  public static SplitPosition start(Split split) {
    return new SplitPosition(split, 0, 0);
  }
}
