package io.millrace.benchmarks;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.List;

/** Hands over events that were made before: the cheapest source there can be. Immutable. */
final class RingSource implements Source<Tick> {
  private final Tick[] ticks;

  RingSource(Tick[] ticks) {
    this.ticks = ticks;
  }

  @Override
  public Type type() {
    return Tick.class;
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return List.of(new Split("ring"));
  }

  @Override
  public SplitReader<Tick> open(SplitPosition position, SourceContext context) {
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

  private final class Reader implements SplitReader<Tick> {
    private final Split split;
    private int next;

    Reader(SplitPosition position) {
      split = position.split();
      next = (int) position.offset();
    }

    @Override
    public Status poll(SplitSink<? super Tick> sink, int limit) {
      int end = Math.min(ticks.length, next + limit);
      sink.events(ticks, next, end);
      next = end;
      return end == ticks.length ? Status.END : Status.MORE;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
