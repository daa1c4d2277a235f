package io.millrace.api.connector;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes elements from their numbers, {@code 0} to {@code count - 1}. With several splits, split
 * {@code s} of {@code n} gives the numbers {@code s}, {@code s + n}, {@code s + 2n} and so on.
 * Immutable.
 *
 * @param <T> the type of the elements
 */
public final class GeneratorSource<T> implements Source<T> {
  /** Makes the element of a number; a pure function. */
  @FunctionalInterface
  public interface Generator<T> extends Serializable {
    /** The element. */
    T at(long number);
  }

  private final Class<T> type;
  private final long count;
  private final int splits;
  private final Generator<T> generator;

  GeneratorSource(Class<T> type, long count, int splits, Generator<T> generator) {
    if (count < 0 || splits < 1) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a generator needs a count of 0 or more and 1 split or more, got "
              + count
              + " and "
              + splits
              + ".");
    }
    this.type = type;
    this.count = count;
    this.splits = splits;
    this.generator = generator;
  }

  /** The same elements in that many splits. */
  public GeneratorSource<T> inSplits(int number) {
    return new GeneratorSource<>(type, count, number, generator);
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    List<Split> ids = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      ids.add(new Split(Integer.toString(i)));
    }
    return ids;
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    return new Reader(position);
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private final class Reader implements SplitReader<T> {
    private final Split split;
    private long given;
    private long number;

    Reader(SplitPosition position) {
      split = position.split();
      given = position.offset();
      number = Integer.parseInt(split.id()) + given * splits;
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      long left = number >= count ? 0 : (count - number + splits - 1) / splits;
      int now = (int) Math.min(limit, left);
      long at = number;
      for (int i = 0; i < now; i++) {
        sink.event(generator.at(at));
        at += splits;
      }
      number = at;
      given += now;
      return now == left ? Status.END : Status.MORE;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, given, given);
    }

    @Override
    public void close() {}
  }
}
