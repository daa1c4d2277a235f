package io.millrace.core.task;

import io.millrace.api.checkpoint.Manifest;
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
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the splits of one source that belong to this subtask, one after another, a batch at a time.
 * A batch holds what the split has now, so it is small when little comes and full when much does.
 */
final class SourceInput implements Input {
  private static final int NO_SPLIT = -1;

  private final String sourceId;
  private final Source<Object> source;
  private final SplitDealer dealer;
  private final int subtask;
  private final SourceContext context;
  private final Consumer<SplitStats> reports;
  private final long discoverEveryNanos;
  private long nextDiscoveryNanos;
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
      SplitDealer dealer,
      int subtask,
      Node target,
      List<SplitListener> listeners,
      Consumer<SplitStats> reports,
      JobContext job,
      SourceContext context) {
    this.sourceId = sourceId;
    this.source = (Source<Object>) source;
    this.dealer = dealer;
    this.subtask = subtask;
    this.target = target;
    this.listeners = listeners;
    this.reports = reports;
    this.job = job;
    this.context = context;
    this.batchSize = job.options().batchSize();
    long everyMs = source.discoverEveryMs();
    this.discoverEveryNanos = everyMs > 0 && !source.bounded() ? everyMs * 1_000_000 : 0;
    this.nextDiscoveryNanos = job.environment().time().monotonicNanos() + discoverEveryNanos;
    List<Split> mine = dealer.take(subtask);
    this.merger = new WatermarkMerger(Math.max(1, mine.size()));
    add(mine);
  }

  private void add(List<Split> more) {
    int before = splits.size();
    merger.grow(before + more.size());
    running += more.size();
    int[] numbers = new int[more.size()];
    SplitStats[] stats = new SplitStats[more.size()];
    for (int i = 0; i < more.size(); i++) {
      Split split = more.get(i);
      numbers[i] = job.splits().add(sourceId + "/" + split.id());
      stats[i] = new SplitStats(sourceId, split.id());
      splits.add(open(split, before + i, numbers[i], stats[i]));
      reports.accept(stats[i]);
    }
    for (SplitListener listener : listeners) {
      listener.splits(numbers, stats);
    }
    splits.subList(before, splits.size()).forEach(SplitState::restoreClocks);
  }

  private void withoutSplits(boolean none) {
    for (SplitListener listener : listeners) {
      listener.splitIdle(NO_SPLIT, none);
    }
    boolean before = merger.allIdle();
    Relay.after(merger, before, merger.idle(0, none), target, 0);
  }

  /** Looks for splits that have come up; true if some are for this subtask. */
  private boolean discover() {
    long now = job.environment().time().monotonicNanos();
    if (discoverEveryNanos == 0 || now - nextDiscoveryNanos < 0) {
      return false;
    }
    nextDiscoveryNanos = now + discoverEveryNanos;
    dealer.found(source.splits(context));
    List<Split> more = dealer.take(subtask);
    if (splits.isEmpty() && !more.isEmpty()) {
      withoutSplits(false);
    }
    add(more);
    return !more.isEmpty();
  }

  private SplitState open(Split split, int place, int number, SplitStats stats) {
    Restored restored = job.restored();
    Manifest.SplitEntry entry = restored == null ? null : restored.split(sourceId, split.id());
    SplitPosition position =
        entry == null
            ? SplitPosition.start(split)
            : new SplitPosition(split, entry.offset(), entry.place());
    try {
      SplitReader<Object> reader =
          entry != null && entry.ended() ? null : source.open(position, context);
      return new SplitState(place, number, position, reader, stats, entry);
    } catch (RuntimeException e) {
      close();
      throw failure(split, e);
    }
  }

  /**
   * Before anything else: says how the splits stood at the checkpoint, to those who have forgotten,
   * and that nobody need wait for a subtask that has no split yet.
   */
  void announce() {
    if (splits.isEmpty() && discoverEveryNanos > 0) {
      withoutSplits(true);
      return;
    }
    if (job.restored() == null) {
      return;
    }
    if (merger.merged() > EventTimes.MIN && merger.merged() < EventTimes.MAX) {
      target.watermark(0, merger.merged());
    }
    if (merger.allIdle()) {
      target.idle(0, true);
    }
  }

  /** Adds how far each split was read. */
  void snapshot(TaskSnapshot snapshot) {
    for (SplitState split : splits) {
      snapshot.splits().add(split.entry(snapshot.checkpointId()));
    }
  }

  /** Everything up to that checkpoint is durable. */
  void completed(long checkpointId) {
    splits.forEach(split -> split.acknowledge(checkpointId));
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
    if (discover()) {
      return true;
    }
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
    if (endSent || discoverEveryNanos > 0) {
      return false;
    }
    endSent = true;
    target.end(0);
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
          split.reader().pause();
        } else {
          split.reader().resume();
        }
      }
    }
  }

  @Override
  public void close() {
    for (SplitState split : splits) {
      if (split.reader != null) {
        split.reader.close();
      }
    }
  }

  /** One split and the batch being read from it. */
  private final class SplitState implements SplitSink<Object> {
    private final int place;
    private final int number;
    private final Split split;
    private final @Nullable SplitReader<Object> reader;
    private final Manifest.@Nullable SplitEntry restored;
    private final TreeMap<Long, SplitPosition> unacknowledged = new TreeMap<>();
    private SplitPosition position;
    private final SplitStats stats;
    private final Batch<Object> batch = new Batch<>();
    private long read;
    private long watermark = EventTimes.MIN;
    private long maxTime = EventTimes.MIN;
    private boolean marked;
    private boolean ended;

    SplitState(
        int place,
        int number,
        SplitPosition position,
        @Nullable SplitReader<Object> reader,
        SplitStats stats,
        Manifest.@Nullable SplitEntry restored) {
      this.place = place;
      this.number = number;
      this.split = position.split();
      this.position = position;
      this.reader = reader;
      this.stats = stats;
      this.restored = restored;
      if (restored != null) {
        restore(restored);
      }
      batch.reset(number, read, watermark);
    }

    private void restore(Manifest.SplitEntry entry) {
      read = entry.offset();
      watermark = entry.watermark();
      maxTime = entry.maxTime();
      ended = entry.ended();
      stats.restore(read, watermark, maxTime, entry.idle());
      if (ended) {
        running--;
        stats.ended();
        merger.advance(place, EventTimes.MAX);
        return;
      }
      if (watermark > EventTimes.MIN) {
        merger.advance(place, watermark);
      }
      if (entry.idle()) {
        merger.idle(place, true);
      }
    }

    void restoreClocks() {
      if (restored == null) {
        return;
      }
      for (SplitListener listener : listeners) {
        for (Manifest.ClockEntry clock : restored.clocks()) {
          if (clock.nodeId().equals(listener.nodeId())) {
            listener.restoreClock(number, clock, ended);
          }
        }
      }
    }

    Manifest.SplitEntry entry(long checkpointId) {
      if (reader != null && !ended) {
        position = newPosition();
        unacknowledged.put(checkpointId, position);
      }
      List<Manifest.ClockEntry> clocks = listeners.stream().map(l -> l.clock(number)).toList();
      return new Manifest.SplitEntry(
          sourceId,
          split.id(),
          read,
          position.place(),
          watermark,
          maxTime,
          merger.idle(place),
          ended,
          clocks);
    }

    void acknowledge(long checkpointId) {
      while (!unacknowledged.isEmpty() && unacknowledged.firstKey() <= checkpointId) {
        SplitPosition durable = unacknowledged.pollFirstEntry().getValue();
        if (!ended) {
          reader().acknowledge(durable);
        }
      }
    }

    SplitReader<Object> reader() {
      if (reader == null) {
        throw new IllegalStateException("split '" + split.id() + "' has ended");
      }
      return reader;
    }

    private SplitPosition newPosition() {
      try {
        return reader().position();
      } catch (RuntimeException e) {
        throw failure(split, e);
      }
    }

    boolean poll() {
      long before = read;
      marked = false;
      SplitReader.Status status;
      try {
        status = reader().poll(this, batchSize);
      } catch (RuntimeException e) {
        throw failure(split, e);
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
      position = newPosition();
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
