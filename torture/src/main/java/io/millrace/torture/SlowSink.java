package io.millrace.torture;

import io.millrace.api.connector.Guarantee;
import io.millrace.api.connector.Sink;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Counts what it is given and takes its time: each subtask takes so many a second at most. */
final class SlowSink<T> implements Sink<T> {
  private static final int PIECE = 64;

  private final long perSecond;
  private final AtomicLong written = new AtomicLong();

  SlowSink(long perSecond) {
    this.perSecond = perSecond;
  }

  /** How many it has taken, all subtasks together. */
  long written() {
    return written.get();
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.AT_LEAST_ONCE;
  }

  @Override
  public SinkWriter<T> open(SinkContext context) {
    return new Writer();
  }

  private final class Writer implements SinkWriter<T> {
    private final long startNanos = System.nanoTime();
    private long mine;

    @Override
    public void write(T value, long timeMs) {
      written.incrementAndGet();
      if (++mine % PIECE == 0) {
        long due = startNanos + mine * 1_000_000_000L / perSecond;
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      }
    }

    @Override
    public void close() {}
  }
}
