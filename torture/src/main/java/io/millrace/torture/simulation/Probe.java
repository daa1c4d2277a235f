package io.millrace.torture.simulation;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.UnkeyedState;
import io.millrace.torture.Event;

/**
 * Lets events through, and sees to it that watermarks never go back: not while the job runs, and
 * not below what was told before a checkpoint that it goes on from.
 */
final class Probe implements Operator<Event, Event>, UnkeyedState {
  private final World world;
  private final String name;
  private final int workers;
  private long watermark = Long.MIN_VALUE;
  private long before = Long.MAX_VALUE;

  Probe(World world, String name, int workers) {
    this.world = world;
    this.name = name;
    this.workers = workers;
  }

  @Override
  public void process(Event value, long timeMs, Output<Event> out) {
    out.emit(value, timeMs);
  }

  @Override
  public void onWatermark(long watermarkMs, Output<Event> out) {
    if (watermarkMs <= watermark) {
      world.wrong(name + ": watermark " + watermarkMs + " came after " + watermark);
    }
    if (before < Long.MAX_VALUE && watermarkMs < before) {
      world.wrong(name + ": watermark " + watermarkMs + " where there was " + before);
    }
    watermark = watermarkMs;
  }

  @Override
  public Deal deal() {
    return Deal.EACH_TO_ONE;
  }

  @Override
  public void saveUnkeyed(DataWriter out) {
    world.snapshot(Step.OPERATOR_SNAPSHOT);
    out.writeLong(watermark);
    out.writeInt(workers);
  }

  @Override
  public void restoreUnkeyed(DataReader in) {
    world.moment(Step.OPERATOR_RESTORED);
    long saved = in.readLong();
    // With another number of workers others read what was read here, and may be behind.
    if (in.readInt() == workers) {
      before = Math.min(before, saved);
    }
  }
}
