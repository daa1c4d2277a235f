package io.millrace.engine;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.operator.Batch;
import io.millrace.api.time.EventTimes;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as the source of one pipeline: its own place in the topic. Read by one job once, on the
 * job's thread. Closing the reader, as a job does at its end or failure, lets go of the place.
 */
final class TopicSource implements Source<Event> {
  private final Topic topic;
  private final Split split;
  private volatile @Nullable SourceContext context;

  // Guarded by the topic's lock.
  long position;
  long donePosition;
  long doneMark = EventTimes.MIN;
  long tailMark = EventTimes.MIN;

  /** The last watermark given to the job; written by the job's thread. */
  volatile long handedMark = EventTimes.MIN;

  TopicSource(Topic topic, String name, long position) {
    this.topic = topic;
    this.split = new Split(name);
    this.position = position;
    this.donePosition = position;
  }

  void signal() {
    SourceContext current = context;
    if (current != null) {
      current.signal();
    }
  }

  boolean behind() {
    return topic.behind(this);
  }

  void leave() {
    topic.leave(this);
  }

  @Override
  public Type type() {
    return Event.class;
  }

  @Override
  public List<Split> splits(SourceContext sourceContext) {
    return List.of(split);
  }

  @Override
  public SplitReader<Event> open(SplitPosition from, SourceContext sourceContext) {
    context = sourceContext;
    return new Reader();
  }

  @Override
  public boolean bounded() {
    return false;
  }

  @Override
  public boolean replayable() {
    return false;
  }

  private final class Reader implements SplitReader<Event> {
    private final @Nullable Event[] events = new Event[Batch.CAPACITY];
    private final long[] before = new long[Batch.CAPACITY];
    private long given;

    @Override
    public Status poll(SplitSink<? super Event> sink, int limit) {
      int count = topic.take(TopicSource.this, events, before, limit);
      long tail = tailMark;
      for (int i = 0; i < count; i++) {
        mark(before[i], sink);
        Event event = events[i];
        events[i] = null;
        if (event != null) {
          given++;
          sink.event(event);
        }
      }
      mark(tail, sink);
      return count == 0 ? Status.WAIT : Status.MORE;
    }

    private void mark(long watermarkMs, SplitSink<? super Event> sink) {
      if (watermarkMs > handedMark) {
        handedMark = watermarkMs;
        sink.watermark(watermarkMs);
      }
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, given, given);
    }

    @Override
    public void close() {
      leave();
    }
  }
}
