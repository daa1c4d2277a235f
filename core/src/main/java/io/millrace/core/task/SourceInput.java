package io.millrace.core.task;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.time.EventTimes;
import io.millrace.core.time.WatermarkMerger;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the splits of one source that belong to this subtask, one after another, a batch at a time.
 * A batch holds what the split has now, so it is small when little comes and full when much does.
 */
final class SourceInput implements Input {
  private final String sourceId;
  private final List<SplitState> splits = new ArrayList<>();
  private final List<SplitListener> listeners;
  private final Node target;
  private final JobContext job;
  private final WatermarkMerger merger;
  private final int batchSize;
  private int next;
  private int running;
  private boolean endSent;

  @SuppressWarnings("unchecked")
  SourceInput(
      String sourceId,
      Source<?> source,
      List<Split> mine,
      Node target,
      List<SplitListener> listeners,
      JobContext job,
      SourceContext context) {
    this.sourceId = sourceId;
    this.target = target;
    this.listeners = listeners;
    this.job = job;
    this.merger = new WatermarkMerger(Math.max(1, mine.size()));
    this.running = mine.size();
    this.batchSize = job.options().batchSize();
    int[] numbers = new int[mine.size()];
    SplitStats[] stats = new SplitStats[mine.size()];
    for (int i = 0; i < mine.size(); i++) {
      Split split = mine.get(i);
      numbers[i] = job.splits().add(sourceId + "/" + split.id());
      stats[i] = new SplitStats(sourceId, split.id());
      SplitReader<Object> reader;
      try {
        reader = ((Source<Object>) source).open(SplitPosition.start(split), context);
      } catch (RuntimeException e) {
        close();
        throw failure(split, e);
      }
      splits.add(new SplitState(i, numbers[i], split, reader, stats[i]));
    }
    for (SplitListener listener : listeners) {
      listener.splits(numbers, stats);
    }
  }

  List<SplitStats> stats() {
    return splits.stream().map(split -> split.stats).toList();
  }

  private MillraceException failure(Split split, RuntimeException cause) {
    if (cause instanceof MillraceException known) {
      return known;
    }
    return new MillraceException(
        ApiError.SOURCE_FAILED,
        "source '"
            + sourceId
            + "', split '"
            + split.id()
            + "' threw "
            + cause.getClass().getName()
            + ". The cause below says why.",
        cause);
  }

  @Override
  public boolean step() {
    if (running == 0) {
      return end();
    }
    int count = splits.size();
    for (int i = 0; i < count; i++) {
      SplitState split = splits.get(next);
      next = next + 1 == count ? 0 : next + 1;
      if (!split.ended && split.poll()) {
        return true;
      }
    }
    return running == 0 && end();
  }

  private boolean end() {
    if (endSent) {
      return false;
    }
    endSent = true;
    target.watermark(0, EventTimes.MAX);
    return true;
  }

  @Override
  public boolean ended() {
    return endSent;
  }

  @Override
  public void paused(boolean paused) {
    for (SplitState split : splits) {
      if (!split.ended) {
        if (paused) {
          for (SplitListener listener : listeners) {
            listener.splitUnasked(split.number);
          }
          split.reader.pause();
        } else {
          split.reader.resume();
        }
      }
    }
  }

  @Override
  public void close() {
    for (SplitState split : splits) {
      split.reader.close();
    }
  }

  /** One split and the batch being read from it. */
  private final class SplitState implements SplitSink<Object> {
    private final int place;
    private final int number;
    private final Split split;
    private final SplitReader<Object> reader;
    private final SplitStats stats;
    private final Batch<Object> batch = new Batch<>();
    private long read;
    private long watermark = EventTimes.MIN;
    private long maxTime = EventTimes.MIN;
    private boolean marked;
    private boolean ended;

    SplitState(int place, int number, Split split, SplitReader<Object> reader, SplitStats stats) {
      this.place = place;
      this.number = number;
      this.split = split;
      this.reader = reader;
      this.stats = stats;
      batch.reset(number, 0, watermark);
    }

    boolean poll() {
      long before = read;
      marked = false;
      SplitReader.Status status;
      try {
        status = reader.poll(this, batchSize);
      } catch (RuntimeException e) {
        throw e instanceof MillraceException ? e : failure(split, e);
      }
      if (read > before) {
        for (int i = 0; i < listeners.size(); i++) {
          listeners.get(i).splitRead(number);
        }
        stats.read(read);
      } else if (status == SplitReader.Status.WAIT) {
        long now = job.environment().time().monotonicNanos();
        for (SplitListener listener : listeners) {
          marked |= listener.splitQuiet(number, now);
        }
      }
      flush();
      if (status == SplitReader.Status.END) {
        end();
        return true;
      }
      return read > before || marked;
    }

    private void end() {
      ended = true;
      running--;
      stats.ended();
      for (SplitListener listener : listeners) {
        listener.splitEnded(number);
      }
      boolean before = merger.allIdle();
      boolean moved = merger.advance(place, EventTimes.MAX);
      // The end of all is told by itself, in a step of its own.
      Relay.after(merger, before, moved && running > 0, target, 0);
    }

    private void flush() {
      if (batch.size() > 0) {
        target.batch(0, batch);
        batch.forget();
        batch.reset(number, read, watermark);
      }
    }

    @Override
    public void event(Object value) {
      if (value == null) {
        throw refusedNull();
      }
      batch.append(value);
      added();
    }

    @Override
    public void events(Object[] values, int from, int to) {
      int next = from;
      while (next < to) {
        int end = Math.min(to, next + batchSize - batch.size());
        for (int i = next; i < end; i++) {
          if (values[i] == null) {
            read += i - next;
            throw refusedNull();
          }
        }
        batch.append(values, next, end);
        read += end - next;
        next = end;
        if (batch.size() == batchSize) {
          flush();
        }
      }
    }

    @Override
    public void event(Object value, long timeMs) {
      if (value == null) {
        throw refusedNull();
      }
      EventTimes.check(timeMs);
      maxTime = Math.max(maxTime, timeMs);
      batch.append(value, timeMs);
      added();
    }

    private void added() {
      read++;
      if (batch.size() == batchSize) {
        flush();
      }
    }

    private MillraceException refusedNull() {
      return new MillraceException(
          ApiError.RECORD_INVALID,
          "source '"
              + sourceId
              + "', split '"
              + split.id()
              + "' gave null at offset "
              + read
              + ". A source gives no nulls; leave such records out.");
    }

    @Override
    public void watermark(long watermarkMs) {
      flush();
      marked = true;
      if (watermarkMs > watermark) {
        watermark = watermarkMs;
        batch.watermark(watermark);
        stats.times(watermark, maxTime);
      }
      boolean before = merger.allIdle();
      Relay.after(merger, before, merger.advance(place, watermarkMs), target, 0);
    }

    @Override
    public void idle() {
      flush();
      marked = true;
      tellIdle(true);
    }

    @Override
    public void active() {
      flush();
      marked = true;
      tellIdle(false);
    }

    private void tellIdle(boolean idle) {
      stats.idle(idle);
      for (SplitListener listener : listeners) {
        listener.splitIdle(number, idle);
      }
      boolean before = merger.allIdle();
      Relay.after(merger, before, merger.idle(place, idle), target, 0);
    }
  }
}
