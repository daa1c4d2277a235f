package io.millrace.connector.kafka;

import io.millrace.api.codec.Codecs;
import io.millrace.api.connector.SinkContext;
import io.millrace.api.connector.TwoPhase.Pending;
import io.millrace.api.time.EventTimes;
import io.millrace.core.environment.SystemEnvironment;
import java.util.List;

/** One run of one subtask of a job, driven as the engine drives a writer. */
final class SinkRun implements AutoCloseable {
  private static final SystemEnvironment ENVIRONMENT = SystemEnvironment.create();

  final TransactionalWriter<String> writer;
  private final int subtask;

  SinkRun(KafkaSink<String> sink, String job, int subtask, int parallelism, long ownerEpoch) {
    this.subtask = subtask;
    this.writer =
        (TransactionalWriter<String>)
            sink.open(new SinkContext("out", subtask, parallelism, ENVIRONMENT, job, ownerEpoch));
  }

  /** The first run of a job with one subtask. */
  static SinkRun fresh(KafkaSink<String> sink, String job) {
    return new SinkRun(sink, job, 0, 1, 1).restore(List.of());
  }

  SinkRun restore(List<Pending<Prepared>> pending) {
    writer.restore(pending);
    return this;
  }

  SinkRun write(String... values) {
    for (String value : values) {
      writer.write(value, EventTimes.MIN);
    }
    return this;
  }

  /** Prepares, and gives what a checkpoint would give back: the bytes went through the codec. */
  Pending<Prepared> prepare(long checkpointId) {
    byte[] stored = Codecs.toBytes(writer.preparedCodec(), writer.prepare(checkpointId));
    return new Pending<>(checkpointId, subtask, Codecs.fromBytes(writer.preparedCodec(), stored));
  }

  SinkRun commit(Pending<Prepared> pending) {
    writer.commit(pending.checkpointId(), pending.prepared());
    return this;
  }

  @Override
  public void close() {
    writer.close();
  }
}
