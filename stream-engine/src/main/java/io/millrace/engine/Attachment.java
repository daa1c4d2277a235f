package io.millrace.engine;

import io.millrace.api.engine.Job;
import io.millrace.api.environment.Threads;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.window.Late;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A small pipeline on one or two streams, running as a job of its own, and what it leaves to be
 * asked for. Stepped by whoever drives the engine, or by a thread of its own once started.
 */
final class Attachment implements AutoCloseable {
  /** What it is, as the messages name it. */
  enum Kind {
    PROCESSOR("processor"),
    WINDOW("window"),
    JOIN("join"),
    PIPELINE("pipeline");

    final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /** What a pipeline leaves to be asked for; what does not apply is empty. */
  record Kept(
      Retained<Object> results,
      Retained<Late<?>> late,
      Retained<DeadLetter<?>> dead,
      @Nullable WindowView windows,
      @Nullable StreamJoin join) {}

  private final Kind kind;
  private final String id;
  private final List<TopicSource> sources;
  private final List<String> inputs;
  private final Job job;
  private final Kept kept;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable MillraceException failure;

  /** Used only under the driver's lock. */
  private boolean settling;

  Attachment(
      Kind kind, String id, List<String> inputs, List<TopicSource> sources, Job job, Kept kept) {
    this.kind = kind;
    this.id = id;
    this.inputs = inputs;
    this.sources = sources;
    this.job = job;
    this.kept = kept;
  }

  Kind kind() {
    return kind;
  }

  String id() {
    return id;
  }

  /** The streams it reads. */
  List<String> inputs() {
    return inputs;
  }

  Job job() {
    return job;
  }

  Kept kept() {
    return kept;
  }

  /** What its windows have shown; only for windows. */
  WindowView view() {
    WindowView view = kept.windows();
    if (view == null) {
      throw new MillraceException(ApiError.BUG, kind.word + " '" + id + "' has no windows");
    }
    return view;
  }

  /** Why it failed, or null. */
  @Nullable MillraceException failure() {
    return failure;
  }

  /**
   * Processes what its streams show it; a failure is kept and thrown. Does nothing from inside
   * itself, as when a reader of its output is asked to make room.
   */
  void settle() {
    if (settling || job.status().over() || sources.stream().noneMatch(TopicSource::behind)) {
      return;
    }
    settling = true;
    try {
      job.settle();
    } catch (MillraceException e) {
      failed(e);
      throw e;
    } finally {
      settling = false;
    }
  }

  /** From now on runs on a thread of its own; does nothing the second time. */
  void start(Threads threads) {
    if (!started.getAndSet(true)) {
      threads.start("millrace-" + id, this::run);
    }
  }

  private void run() {
    try {
      job.join();
    } catch (MillraceException e) {
      failed(e);
    }
  }

  private void failed(MillraceException e) {
    failure = e;
    sources.forEach(TopicSource::leave);
  }

  @Override
  public void close() {
    sources.forEach(TopicSource::leave);
    job.close();
  }
}
