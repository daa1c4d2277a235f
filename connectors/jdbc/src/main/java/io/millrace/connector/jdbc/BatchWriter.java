package io.millrace.connector.jdbc;

import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.environment.TimeSource;

/**
 * Writes rows as they come, some at a time. What was flushed is in the database; after a crash rows
 * may be written again.
 */
final class BatchWriter<T> implements SinkWriter<T> {
  /** Rows between two looks at the clock. */
  private static final int LOOK_EVERY = 16;

  private final Session session;
  private final Settings settings;
  private final TimeSource time;
  private final TableWriter table;
  private final RowBuffer<T> buffer;
  private long firstAtNanos;

  BatchWriter(
      Session session, SinkContext context, Settings settings, String sql, RowBinder<T> binder) {
    this.session = session;
    this.settings = settings;
    this.time = context.environment().time();
    this.table = new TableWriter(session, sql, settings);
    this.buffer = new RowBuffer<>(binder, table.columns(), session.who());
  }

  TableWriter table() {
    return table;
  }

  RowBuffer<T> buffer() {
    return buffer;
  }

  @Override
  public void write(T value, long timeMs) {
    if (buffer.count() == 0) {
      firstAtNanos = time.monotonicNanos();
    }
    buffer.add(value);
    if (buffer.count() >= settings.batchRows() || waitedLong()) {
      flush();
    }
  }

  private boolean waitedLong() {
    return buffer.count() % LOOK_EVERY == 0
        && time.monotonicNanos() - firstAtNanos >= settings.batchDelay().toNanos();
  }

  @Override
  public void flush() {
    if (buffer.count() > 0) {
      table.write(buffer.take(), "a batch", TableWriter.NOTHING);
    }
  }

  @Override
  public void finish() {
    flush();
  }

  @Override
  public void close() {
    session.close();
  }
}
