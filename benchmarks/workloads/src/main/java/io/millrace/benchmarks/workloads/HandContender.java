package io.millrace.benchmarks.workloads;

import java.io.IOException;

/**
 * The loops by hand: one thread, primitive maps, the same event objects, no engine and no
 * checkpoints. With two splits it is still one thread; it is what results are compared with.
 */
public final class HandContender implements Contender {
  /** Stateless. */
  public HandContender() {}

  /** Serves rounds. */
  public static void main(String[] args) throws IOException {
    RoundServer.serve(new HandContender());
  }

  @Override
  public String version() {
    return "loop by hand";
  }

  @Override
  public Reads reads(Case what) {
    return Reads.ALL;
  }

  @Override
  public String cannot(Case what, int parallelism) {
    return "";
  }

  @Override
  public String run(Round round, Settings settings) {
    Prepared events = round.prepared();
    Checksum out = new Checksum();
    Runnable loop = loop(events, out);
    round.started();
    loop.run();
    round.ended(out);
    return "";
  }

  private static Runnable loop(Prepared events, Checksum out) {
    Case what = events.what();
    Shape shape = what.shape();
    if (shape.nexmark()) {
      return nexmark(what, events.all(NexmarkEvent[].class), out);
    }
    if (shape == Shape.TUMBLING_STRING) {
      NamedTick[] named = events.all(NamedTick[].class);
      return () -> new HandTumblingNamed().run(named, out);
    }
    Tick[] ticks = events.all(Tick[].class);
    if (shape.twoInputs()) {
      Tick[] right = events.allRight(Tick[].class);
      return shape == Shape.WINDOW_JOIN
          ? () -> new HandWindowJoin(what.sizeMs()).run(ticks, right, out)
          : () -> new HandIntervalJoin(what.sizeMs()).run(ticks, right, out);
    }
    int slices = (int) (what.sizeMs() / Case.SLIDE_MS);
    HandLoop loop =
        switch (shape) {
          case MAP_FILTER -> new HandMapFilter();
          case TUMBLING -> new HandTumbling();
          case SLIDING_SUM -> new HandSliding(slices, true);
          case SLIDING_MAX -> new HandSlidingMax(slices);
          case SESSION -> new HandSession();
          case STATE -> new HandState(events.replays());
          default -> throw new IllegalStateException("no loop for " + shape);
        };
    return () -> loop.run(ticks, out);
  }

  private static Runnable nexmark(Case what, NexmarkEvent[] all, Checksum out) {
    return switch (what.shape()) {
      case NEXMARK_Q3 -> () -> new HandQ3().run(all, out);
      case NEXMARK_Q4 -> () -> new HandQ4(what.sizeMs()).run(all, out);
      case NEXMARK_Q5 -> () -> new HandQ5(what.sizeMs()).run(all, out);
      case NEXMARK_Q7 -> () -> new HandQ7(what.sizeMs()).run(all, out);
      default -> () -> new HandQ8(what.sizeMs()).run(all, out);
    };
  }
}
