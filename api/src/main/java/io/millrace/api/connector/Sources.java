package io.millrace.api.connector;

import java.util.ArrayList;
import java.util.List;

/** The sources that need nothing from outside: collections, generators and push. */
public final class Sources {
  private Sources() {}

  /**
   * The elements of a list, in order, as one split. The list must not change while the job runs.
   */
  public static <T> Source<T> of(Class<T> type, List<? extends T> elements) {
    return new CollectionSource<>(type, List.of(elements));
  }

  /** The elements given, in order, as one split. */
  @SafeVarargs
  public static <T> Source<T> of(Class<T> type, T... elements) {
    List<T> list = new ArrayList<>();
    for (T element : elements) {
      list.add(element);
    }
    return of(type, list);
  }

  /** Several lists, each a split of its own. */
  public static <T> Source<T> splits(Class<T> type, List<? extends List<? extends T>> splits) {
    return new CollectionSource<>(type, splits);
  }

  /**
   * {@code count} elements, each made from its number; replayable, as the same number gives the
   * same element.
   */
  public static <T> GeneratorSource<T> generate(
      Class<T> type, long count, GeneratorSource.Generator<T> generator) {
    return new GeneratorSource<>(type, count, 1, generator);
  }

  /** A source the program pushes into; at most {@code capacity} events wait in it. */
  public static <T> PushSource<T> push(Class<T> type, int capacity, Overflow overflow) {
    return new PushSource<>(type, capacity, overflow);
  }

  /** A source the program pushes into, which blocks the pusher while 65,536 events wait in it. */
  public static <T> PushSource<T> push(Class<T> type) {
    return push(type, 1 << 16, Overflow.BLOCK);
  }
}
