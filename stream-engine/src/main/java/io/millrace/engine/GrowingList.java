package io.millrace.engine;

import io.millrace.api.aggregate.Aggregate;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Collects events so that the list so far can be looked at after each one for nothing: a look is a
 * view of the first events of an array that only ever grows at its end. Used by one thread; views
 * may be read by any thread they are safely handed to.
 */
final class GrowingList {
  private @Nullable Event[] events = new Event[8];
  private int size;

  private void add(Event event) {
    if (size == events.length) {
      events = Arrays.copyOf(events, size * 2);
    }
    events[size++] = event;
  }

  private void addAll(GrowingList other) {
    for (int i = 0; i < other.size; i++) {
      add(Objects.requireNonNull(other.events[i]));
    }
  }

  private List<Event> view() {
    return new View(events, size);
  }

  /** The first events of an array; nobody writes to these places again. */
  private static final class View extends AbstractList<Event> implements RandomAccess {
    private final @Nullable Event[] events;
    private final int size;

    View(@Nullable Event[] events, int size) {
      this.events = events;
      this.size = size;
    }

    @Override
    public Event get(int index) {
      return Objects.requireNonNull(events[Objects.checkIndex(index, size)]);
    }

    @Override
    public int size() {
      return size;
    }
  }

  /** What {@code Aggregates.collect()} gives, in a form that is cheap to preview. */
  static final class Collecting implements Aggregate<Event, GrowingList, List<Event>> {
    private static final long serialVersionUID = 1L;

    @Override
    public GrowingList create() {
      return new GrowingList();
    }

    @Override
    public GrowingList add(GrowingList accumulator, Event value) {
      accumulator.add(value);
      return accumulator;
    }

    @Override
    public GrowingList merge(GrowingList accumulator, GrowingList other) {
      accumulator.addAll(other);
      return accumulator;
    }

    @Override
    public List<Event> result(GrowingList accumulator) {
      return accumulator.view();
    }

    @Override
    public boolean arrivalOrdered() {
      return true;
    }
  }
}
