package io.millrace.api.connector;

import java.lang.reflect.Type;
import java.util.List;

/**
 * Where events come from. Describes itself and opens readers; one object serves a whole job and may
 * be used for several jobs one after the other. A source that can be read again from a position
 * says so, which exactly-once needs.
 *
 * @param <T> the type of the events
 */
public interface Source<T> {
  /**
   * The type of the events, for codecs; {@code io.millrace.api.type.UnknownType} if it cannot be
   * known.
   */
  Type type();

  /** The splits there are now, in a stable order. Called when a job starts; not empty. */
  List<Split> splits(SourceContext context);

  /** Opens a split at a position it gave out earlier, or at its start. */
  SplitReader<T> open(SplitPosition position, SourceContext context);

  /** True if the source ends by itself. */
  boolean bounded();

  /** True if {@link #open} can go back to an earlier position. */
  boolean replayable();

  /**
   * How often the engine asks {@link #splits} again for splits that have come up since,
   * milliseconds; 0 for never. A split once given is never given up.
   */
  default long discoverEveryMs() {
    return 0;
  }

  /**
   * True if it gives events their times itself, so that the pipeline need not call {@code
   * eventTime}.
   */
  default boolean givesTime() {
    return false;
  }
}
