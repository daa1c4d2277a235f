package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Another source, that counts how often it is asked for events. */
final class CountedSource implements Source<Event> {
  private final Source<Event> source;
  private final AtomicLong polls = new AtomicLong();

  CountedSource(Source<Event> source) {
    this.source = source;
  }

  /** How often any split of it was asked for events. */
  long polls() {
    return polls.get();
  }

  @Override
  public Type type() {
    return source.type();
  }

  @Override
  public List<Split> splits(SourceContext context) {
    return source.splits(context);
  }

  @Override
  public SplitReader<Event> open(SplitPosition position, SourceContext context) {
    SplitReader<Event> reader = source.open(position, context);
    return new SplitReader<>() {
      @Override
      public Status poll(SplitSink<? super Event> sink, int limit) {
        polls.incrementAndGet();
        return reader.poll(sink, limit);
      }

      @Override
      public SplitPosition position() {
        return reader.position();
      }

      @Override
      public void close() {
        reader.close();
      }
    };
  }

  @Override
  public boolean bounded() {
    return source.bounded();
  }

  @Override
  public boolean replayable() {
    return source.replayable();
  }
}
