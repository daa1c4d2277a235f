package io.millrace.core.task;

import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.SinkWriter;
import io.millrace.api.connector.TwoPhase;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.Batch;
import io.millrace.api.operator.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes to a sink. */
final class SinkNode extends Node {
  private final Supplier<SinkWriter<Object>> opener;
  private @Nullable SinkWriter<Object> writer;
  private final JobContext job;
  private final int subtask;
  private final TreeMap<Long, Object> prepared = new TreeMap<>();
  private @Nullable TwoPhase<Object> twoPhase;
  private boolean dirty;

  SinkNode(String id, JobContext job, int subtask, Supplier<SinkWriter<Object>> opener) {
    super(id, 1);
    this.job = job;
    this.subtask = subtask;
    this.opener = opener;
  }

  @Override
  @SuppressWarnings("unchecked")
  void open() {
    SinkWriter<Object> opened = guard(opener);
    writer = opened;
    if (job.durable() && opened instanceof TwoPhase<?> phases) {
      twoPhase = (TwoPhase<Object>) phases;
      restore(twoPhase);
    }
  }

  private void restore(TwoPhase<Object> phases) {
    Restored restored = job.restored();
    List<TaskSnapshot.Prepared> all = restored == null ? List.of() : restored.prepared(id);
    int parallelism = job.options().parallelism();
    List<TwoPhase.Pending<Object>> mine = new ArrayList<>();
    for (TaskSnapshot.Prepared entry : all) {
      if (entry.subtask() % parallelism == subtask) {
        Object decoded = Codecs.fromBytes(phases.preparedCodec(), entry.bytes());
        mine.add(new TwoPhase.Pending<>(entry.checkpointId(), entry.subtask(), decoded));
      }
    }
    run(() -> phases.restore(mine));
  }

  @Override
  void snapshot(TaskSnapshot snapshot) {
    SinkWriter<Object> out = writer;
    TwoPhase<Object> phases = twoPhase;
    if (phases == null) {
      if (out != null) {
        run(out::flush);
      }
      return;
    }
    long checkpointId = snapshot.checkpointId();
    prepared.put(checkpointId, guard(() -> phases.prepare(checkpointId)));
    // One that was given up is carried on: its events are not read again while the job runs.
    prepared.forEach(
        (id, content) ->
            snapshot
                .prepared()
                .add(
                    new TaskSnapshot.Prepared(
                        this.id, subtask, id, Codecs.toBytes(phases.preparedCodec(), content))));
  }

  @Override
  void completed(long checkpointId) {
    TwoPhase<Object> phases = twoPhase;
    if (phases == null) {
      return;
    }
    while (!prepared.isEmpty() && prepared.firstKey() <= checkpointId) {
      Map.Entry<Long, Object> oldest = prepared.firstEntry();
      run(() -> phases.commit(oldest.getKey(), oldest.getValue()));
      prepared.remove(oldest.getKey());
    }
  }

  private <X> X guard(Supplier<X> call) {
    try {
      return call.get();
    } catch (MillraceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new MillraceException(
          ApiError.SINK_FAILED,
          "sink '" + id + "' threw " + e.getClass().getName() + ". The cause below says why.",
          e);
    }
  }

  private void run(Runnable call) {
    guard(
        () -> {
          call.run();
          return true;
        });
  }

  @Override
  void process(int input, Batch<Object> batch) {
    SinkWriter<Object> out = writer;
    if (out == null) {
      throw new MillraceException(
          ApiError.BUG, "sink '" + id + "' was written to before it was opened");
    }
    int n = batch.size();
    try {
      for (int i = 0; i < n; i++) {
        out.write(batch.values()[i], batch.times()[i]);
      }
    } catch (RuntimeException e) {
      run(
          () -> {
            throw e;
          });
    }
    metrics.count(Fate.OUT, n);
    dirty = true;
  }

  @Override
  void quiet() {
    SinkWriter<Object> out = writer;
    if (dirty && out != null) {
      dirty = false;
      run(out::flush);
    }
  }

  @Override
  void finish() {
    SinkWriter<Object> out = writer;
    if (out != null) {
      run(out::flush);
      run(out::finish);
    }
  }

  @Override
  void close() {
    if (writer != null) {
      writer.close();
    }
  }
}
