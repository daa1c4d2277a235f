package io.millrace.conformance;

import io.millrace.api.connector.PushSource;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.CheckpointOptions;
import io.millrace.api.engine.Engine;
import io.millrace.api.engine.EngineOptions;
import io.millrace.api.engine.Job;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.EventTimes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Runs one vector on the embedded engine, a step at a time. */
final class VectorRun {
  private static final Duration ON_DEMAND = Duration.ZERO;

  private final Map<String, PushSource<Element>> sources = new HashMap<>();
  private final Map<Long, Path> checkpoints = new HashMap<>();
  private final Map<Long, Long> watermarks = new HashMap<>();
  private final SortedMap<Integer, Long> remembered = new TreeMap<>();
  private final SteppedWorld world;
  private final Observer observer = new Observer();
  private final EngineOptions options;
  private final Pipeline pipeline = Pipeline.create("vector");

  private VectorRun(SteppedWorld world, EngineOptions options) {
    this.world = world;
    this.options = options;
  }

  /** Runs a vector on that backend and gives what came out. */
  static Outcome record(Vector vector, String backend) {
    boolean durable = vector.input().stream().anyMatch(Vector.TakesCheckpoint.class::isInstance);
    if (!durable) {
      SteppedWorld world = new SteppedWorld(null);
      return new VectorRun(world, options(world, backend)).run(vector);
    }
    try (Workplace workplace = Workplace.create()) {
      SteppedWorld world = new SteppedWorld(workplace.files());
      CheckpointOptions checkpoints = CheckpointOptions.into(workplace.directory(), ON_DEMAND);
      return new VectorRun(world, options(world, backend).checkpoints(checkpoints)).run(vector);
    }
  }

  private static EngineOptions options(SteppedWorld world, String backend) {
    return EngineOptions.DEFAULT.stateBackend(backend).environment(world);
  }

  private Outcome run(Vector vector) {
    List<Stream<Element>> streams = new ArrayList<>();
    for (String name : vector.streams()) {
      PushSource<Element> source = Sources.push(Element.class);
      sources.put(name, source);
      streams.add(pipeline.from(name, source));
    }
    Options settings = new Options("operator", vector.operator());
    Assembly.build(settings, streams, observer);
    settings.requireAllRead();
    Job running = start(options);
    try {
      int number = 0;
      for (Vector.InputStep step : vector.input()) {
        if (step instanceof Vector.Restores restores) {
          running = restore(running, restores.number(), number);
        } else {
          apply(step, running);
        }
        running.settle();
        observer.endOfStep();
        number++;
      }
    } finally {
      running.close();
    }
    return new Outcome(observer.recording(), remembered);
  }

  private Job start(EngineOptions how) {
    Job started = Engine.local().options(how).open(pipeline);
    started.settle();
    return started;
  }

  private Job restore(Job crashed, long number, int step) {
    Path path = checkpoints.get(number);
    CheckpointOptions settings = options.checkpoints();
    if (path == null || settings == null) {
      throw new UnsupportedVectorException("there is no snapshot " + number + " to restore");
    }
    crashed.close();
    remembered.put(step, watermarks.getOrDefault(number, EventTimes.MIN));
    return start(options.checkpoints(settings.from(path)));
  }

  private void apply(Vector.InputStep step, Job running) {
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
    } else if (step instanceof Vector.TakesCheckpoint takes) {
      checkpoints.put(takes.number(), running.savepoint("n" + takes.number()).path());
      watermarks.put(takes.number(), observer.lastWatermark());
    } else {
      throw new UnsupportedVectorException("unknown step " + step);
    }
  }

  private PushSource<Element> source(String stream) {
    PushSource<Element> source = sources.get(stream);
    if (source == null) {
      throw new UnsupportedVectorException("no stream is named '" + stream + "'");
    }
    return source;
  }

  /**
   * What came out of a vector.
   *
   * @param recording the outputs
   * @param remembered for each step that restored a snapshot, the watermark that was in it
   */
  record Outcome(Vector.Recording recording, SortedMap<Integer, Long> remembered) {
    /**
     * What is expected of an engine whose snapshots hold watermarks: it does not send on again what
     * it sent on before the snapshot, as one does that has forgotten them and is told again.
     */
    Vector expectedOf(Vector vector) {
      if (remembered.isEmpty()) {
        return vector;
      }
      SortedMap<Integer, List<Long>> left = new TreeMap<>();
      vector
          .expected()
          .watermarks()
          .forEach(
              (step, sent) -> {
                long known = EventTimes.MIN;
                for (long watermark : remembered.headMap(step).values()) {
                  known = watermark;
                }
                long remembers = known;
                List<Long> news = sent.stream().filter(watermark -> watermark > remembers).toList();
                if (!news.isEmpty()) {
                  left.put(step, news);
                }
              });
      return vector.expecting(vector.expected().withWatermarks(left));
    }
  }
}
