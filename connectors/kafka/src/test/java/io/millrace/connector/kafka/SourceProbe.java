package io.millrace.connector.kafka;

import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.environment.Environment;
import io.millrace.core.environment.SystemEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads a source as the engine does: polls, and waits for its signal when there is nothing. */
final class SourceProbe<T> implements SourceContext, SplitSink<T>, AutoCloseable {
  private static final long WAIT_SECONDS = 30;

  final List<T> values = new ArrayList<>();
  final List<Long> times = new ArrayList<>();
  final List<SplitPosition> positions = new ArrayList<>();
  private final Semaphore signals = new Semaphore(0);
  private final Environment environment = SystemEnvironment.create();
  private final KafkaSource<T> source;
  private SplitReader<T> reader;

  SourceProbe(KafkaSource<T> source) {
    this.source = source;
  }

  List<String> splits() {
    return source.splits(this).stream().map(Split::id).toList();
  }

  SourceProbe<T> open(String split) {
    return open(SplitPosition.start(new Split(split)));
  }

  SourceProbe<T> open(SplitPosition position) {
    reader = source.open(position, this);
    positions.add(reader.position());
    return this;
  }

  /** Polls until there are that many values, noting the position after each poll. */
  SourceProbe<T> await(int count) throws InterruptedException {
    return await(count, 1000);
  }

  SourceProbe<T> await(int count, int limit) throws InterruptedException {
    while (values.size() < count) {
      step(limit, count);
    }
    return this;
  }

  /** Polls until the split ends. */
  SourceProbe<T> awaitEnd() throws InterruptedException {
    while (step(1000, -1) != SplitReader.Status.END) {
      // Goes on.
    }
    return this;
  }

  private SplitReader.Status step(int limit, int wanted) throws InterruptedException {
    SplitReader.Status status = reader.poll(this, limit);
    positions.add(reader.position());
    if (status == SplitReader.Status.WAIT
        && values.size() != wanted
        && !signals.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("no signal; read " + values.size());
    }
    return status;
  }

  SplitReader<T> reader() {
    return reader;
  }

  @Override
  public Environment environment() {
    return environment;
  }

  @Override
  public void signal() {
    signals.release();
  }

  @Override
  public void event(T value) {
    values.add(value);
    times.add(null);
  }

  @Override
  public void event(T value, long timeMs) {
    values.add(value);
    times.add(timeMs);
  }

  @Override
  public void watermark(long watermarkMs) {}

  @Override
  public void idle() {}

  @Override
  public void active() {}

  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
