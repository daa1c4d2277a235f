package io.millrace.core.task;

import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import io.millrace.core.operator.FilterLoop;
import io.millrace.core.operator.FlatMapLoop;
import io.millrace.core.operator.MapLoop;
import io.millrace.core.operator.PeekLoop;
import io.millrace.core.operator.RowLoop;
import io.millrace.core.operator.UserFailure;

/** The nodes without state: each a loop over the batch, which it changes in place. */
final class PlainNodes {
  private PlainNodes() {}

  private static MillraceException failure(
      NodeContext context, Batch<Object> batch, RowLoop loop, RuntimeException cause) {
    return UserFailure.onEvent(context, batch, loop.row(), cause);
  }

  /** Passes everything on: a union, or the reader of a side output. */
  static final class Pass extends Node {
    Pass(String id, int inputs) {
      super(id, inputs);
    }

    @Override
    void process(int input, Batch<Object> batch) {
      metrics.count(Fate.OUT, batch.size());
      pass(batch);
    }
  }

  /** Replaces each value. */
  static final class Map extends Node {
    private final MapLoop loop;
    private final NodeContext context;

    Map(String id, MapLoop loop, JobContext job, int subtask) {
      super(id, 1);
      this.loop = loop;
      this.context = new NodeContext(this, job, subtask, null);
    }

    @Override
    void process(int input, Batch<Object> batch) {
      try {
        loop.run(batch.values(), batch.size());
      } catch (RuntimeException e) {
        throw failure(context, batch, loop, e);
      }
      metrics.count(Fate.OUT, batch.size());
      pass(batch);
    }
  }

  /** Keeps some. */
  static final class Filter extends Node {
    private final FilterLoop loop;
    private final NodeContext context;
    private final int[] kept = new int[Batch.CAPACITY + 1];

    Filter(String id, FilterLoop loop, JobContext job, int subtask) {
      super(id, 1);
      this.loop = loop;
      this.context = new NodeContext(this, job, subtask, null);
    }

    @Override
    void process(int input, Batch<Object> batch) {
      int size = batch.size();
      int count;
      try {
        count = loop.run(batch.values(), size, kept);
      } catch (RuntimeException e) {
        throw failure(context, batch, loop, e);
      }
      metrics.count(Fate.OUT, count);
      metrics.count(Fate.FILTERED, size - count);
      batch.keep(kept, count);
      pass(batch);
    }
  }

  /** Looks at each value. */
  static final class Peek extends Node {
    private final PeekLoop loop;
    private final NodeContext context;

    Peek(String id, PeekLoop loop, JobContext job, int subtask) {
      super(id, 1);
      this.loop = loop;
      this.context = new NodeContext(this, job, subtask, null);
    }

    @Override
    void process(int input, Batch<Object> batch) {
      try {
        loop.run(batch.values(), batch.size());
      } catch (RuntimeException e) {
        throw failure(context, batch, loop, e);
      }
      metrics.count(Fate.OUT, batch.size());
      pass(batch);
    }
  }

  /** Replaces each value by any number of others. */
  static final class FlatMap extends Node {
    private final FlatMapLoop loop;
    private final NodeContext context;
    private final NodeOutput output;

    FlatMap(String id, FlatMapLoop loop, JobContext job, int subtask) {
      super(id, 1);
      this.loop = loop;
      this.context = new NodeContext(this, job, subtask, null);
      this.output = new NodeOutput(fan, metrics, true, job.options().batchSize());
    }

    @Override
    void process(int input, Batch<Object> batch) {
      metrics.count(Fate.OUT, batch.size());
      try {
        loop.run(batch.values(), batch.times(), batch.size(), output.following(batch, loop));
      } catch (RuntimeException e) {
        throw failure(context, batch, loop, e);
      }
      output.flush();
    }
  }

  /** Gives each event the wall clock's time; the watermark follows the clock. */
  static final class IngestionTime extends Node {
    private final JobContext job;
    private long lastMs = Long.MIN_VALUE + 1;
    private boolean idle;

    IngestionTime(String id, JobContext job) {
      super(id, 1);
      this.job = job;
    }

    @Override
    void process(int input, Batch<Object> batch) {
      lastMs = Math.max(lastMs, job.environment().time().wallMillis());
      java.util.Arrays.fill(batch.times(), 0, batch.size(), lastMs);
      batch.timeBounds(lastMs, lastMs);
      batch.watermark(lastMs - 1);
      metrics.count(Fate.OUT, batch.size());
      pass(batch);
    }

    @Override
    void advanced(long watermarkMs) {
      if (watermarkMs == Long.MAX_VALUE) {
        idle = true;
        fan.watermark(watermarkMs);
      }
    }

    @Override
    void ended() {
      idle = true;
      fan.end();
    }

    @Override
    void idleChanged(boolean nowIdle) {}

    @Override
    boolean wantsClock() {
      return true;
    }

    @Override
    boolean step(long wallMs, long nanos) {
      if (idle || wallMs <= lastMs) {
        return false;
      }
      // An event read later in this millisecond has its time, so the watermark stays one behind.
      lastMs = wallMs;
      metrics.watermark(lastMs - 1);
      fan.watermark(lastMs - 1);
      return false;
    }
  }
}
