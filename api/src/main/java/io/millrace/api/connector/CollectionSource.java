package io.millrace.api.connector;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

/** Lists in memory, one for each split. */
final class CollectionSource<T> implements Source<T> {
  private final Class<T> type;
  private final List<? extends List<? extends T>> splits;

  CollectionSource(Class<T> type, List<? extends List<? extends T>> splits) {
    if (splits.isEmpty()) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "a collection source needs at least one split, got none. Give an empty list in it.");
    }
    this.type = type;
    this.splits = List.copyOf(splits);
  }

  @Override
  public Type type() {
    return type;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    List<Split> ids = new ArrayList<>();
    for (int i = 0; i < splits.size(); i++) {
      ids.add(new Split(Integer.toString(i)));
    }
    return ids;
  }

  @Override
  public SplitReader<T> open(SplitPosition position, SourceContext context) {
    return new Reader<>(
        position.split(), splits.get(Integer.parseInt(position.split().id())), position.offset());
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private static final class Reader<T> implements SplitReader<T> {
    private final Split split;
    private final List<? extends T> elements;
    private int next;

    Reader(Split split, List<? extends T> elements, long offset) {
      this.split = split;
      this.elements = elements;
      this.next = Math.toIntExact(offset);
    }

    @Override
    public Status poll(SplitSink<? super T> sink, int limit) {
      int end = Math.min(elements.size(), next + limit);
      for (int i = next; i < end; i++) {
        sink.event(elements.get(i));
      }
      next = end;
      return end == elements.size() ? Status.END : Status.MORE;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
