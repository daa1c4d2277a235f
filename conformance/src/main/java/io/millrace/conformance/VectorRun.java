package io.millrace.conformance;

import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.Job;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs one vector on the embedded engine, a step at a time. */
final class VectorRun {
  private final Map<String, PushSource<Element>> sources = new HashMap<>();
  private final SteppedWorld world = new SteppedWorld();
  private final Observer observer = new Observer();

  private VectorRun() {}

  /** Runs a vector and gives what came out. */
  static Vector.Recording record(Vector vector) {
    return new VectorRun().run(vector);
  }

  private Vector.Recording run(Vector vector) {
    Pipeline pipeline = Pipeline.create("vector");
    List<Stream<Element>> streams = new ArrayList<>();
    for (String name : vector.streams()) {
      PushSource<Element> source = Sources.push(Element.class);
      sources.put(name, source);
      streams.add(pipeline.from(name, source));
    }
    Options options = new Options("operator", vector.operator());
    Assembly.build(options, streams, observer);
    options.requireAllRead();
    try (Job job = Engine.local().environment(world).open(pipeline)) {
      job.settle();
      for (Vector.InputStep step : vector.input()) {
        apply(step);
        job.settle();
        observer.endOfStep();
      }
    }
    return observer.recording();
  }

  private void apply(Vector.InputStep step) {
    if (step instanceof Vector.Arrives arrives) {
      Element element = arrives.element();
      source(arrives.stream()).offer(element, Instant.ofEpochMilli(element.ts()));
    } else if (step instanceof Vector.Promises promises) {
      source(promises.stream()).watermarkMs(promises.watermark());
    } else if (step instanceof Vector.Turns turns) {
      if (turns.idle()) {
        source(turns.stream()).idle();
      } else {
        source(turns.stream()).active();
      }
    } else if (step instanceof Vector.ClockMoves clock) {
      world.moveTo(clock.wallMs());
    } else {
      throw new UnsupportedVectorException(
          "checkpoint and restore steps are not run yet; see --skip-family");
    }
  }

  private PushSource<Element> source(String stream) {
    PushSource<Element> source = sources.get(stream);
    if (source == null) {
      throw new UnsupportedVectorException("no stream is named '" + stream + "'");
    }
    return source;
  }
}
