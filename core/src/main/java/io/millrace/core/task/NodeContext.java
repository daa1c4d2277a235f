package io.millrace.core.task;

import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.KeyedStateStore;
import io.millrace.api.environment.TimeSource;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.operator.OperatorMetrics;
import io.millrace.api.operator.Output;
import io.millrace.api.operator.SideOutput;
import io.millrace.api.time.EventTimes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The engine's side of what an operator may touch. Single-threaded. */
final class NodeContext implements OperatorContext {
  private final Node node;
  private final JobContext job;
  private final int subtask;
  private final @Nullable KeyedStateStore store;
  private final Map<String, Fan> sideFans = new LinkedHashMap<>();
  private final Map<String, NodeOutput> sideOutputs = new LinkedHashMap<>();
  // The same as arrays: they are walked for every batch, and an iterator would be made each time.
  private NodeOutput[] outputs = new NodeOutput[0];
  private Fan[] fans = new Fan[0];
  private int sideSplit;
  private long sideOffset;
  private long sideWatermarkMs = EventTimes.MIN;
  private long wakeAtMs = EventTimes.MAX;
  private long @Nullable [] storedWatermarks;

  NodeContext(Node node, JobContext job, int subtask, @Nullable KeyedStateStore store) {
    this.node = node;
    this.job = job;
    this.subtask = subtask;
    this.store = store;
  }

  @Override
  public String operatorId() {
    return node.id;
  }

  @Override
  public int subtask() {
    return subtask;
  }

  @Override
  public TimeSource time() {
    return job.environment().time();
  }

  @Override
  public OperatorMetrics metrics() {
    return node.metrics;
  }

  @Override
  public KeyedStateStore store() {
    if (store == null) {
      throw new MillraceException(
          ApiError.STATE_INVALID,
          "operator '"
              + node.id
              + "' asks for keyed state, but its input is not keyed. Call keyBy before it.");
    }
    return store;
  }

  @Nullable KeyedStateStore storeOrNull() {
    return store;
  }

  @Override
  public long watermark() {
    return node.watermark();
  }

  @Override
  public long storedWatermark() {
    long highest = watermark();
    for (long stored : storedWatermarks()) {
      highest = Math.max(highest, stored);
    }
    return highest;
  }

  @Override
  public long storedWatermark(Object key) {
    long[] stored = storedWatermarks();
    if (stored.length == 0) {
      return watermark();
    }
    int groups = job.options().keyGroups();
    int group = KeyGroupRange.groupOf(key.hashCode(), groups);
    return stored[KeyGroupRange.ownerOf(group, stored.length, groups)];
  }

  private long[] storedWatermarks() {
    long[] known = storedWatermarks;
    if (known == null) {
      Restored restored = job.restored();
      known = restored == null ? new long[0] : restored.watermarks(node.id);
      storedWatermarks = known;
    }
    return known;
  }

  @Override
  public void wakeAt(long wallMs) {
    wakeAtMs = Math.min(wakeAtMs, wallMs);
  }

  long wakeAtMs() {
    return wakeAtMs;
  }

  void woken() {
    wakeAtMs = EventTimes.MAX;
  }

  /** Where a side output goes; empty if nobody reads it. */
  Fan sideFan(String name) {
    Fan fan = sideFans.get(name);
    if (fan == null) {
      fan = new Fan();
      sideFans.put(name, fan);
      fans = sideFans.values().toArray(new Fan[0]);
    }
    return fan;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <X> Output<X> side(SideOutput<X> side) {
    NodeOutput output = sideOutputs.get(side.name());
    if (output == null) {
      output = new NodeOutput(sideFan(side.name()), node.metrics, false, job.options().batchSize());
      output.header(sideSplit, sideOffset, sideWatermarkMs);
      sideOutputs.put(side.name(), output);
      outputs = sideOutputs.values().toArray(new NodeOutput[0]);
    }
    return (Output<X>) output;
  }

  @Override
  public boolean sideRead(SideOutput<?> side) {
    return !sideFan(side.name()).isEmpty();
  }

  void sideHeader(int split, long offset, long watermarkMs) {
    sideSplit = split;
    sideOffset = offset;
    sideWatermarkMs = watermarkMs;
    for (NodeOutput output : outputs) {
      output.header(split, offset, watermarkMs);
    }
  }

  void flushSides() {
    for (NodeOutput output : outputs) {
      output.flush();
    }
  }

  /** Marks go to side outputs as to the main one. */
  void sideWatermark(long watermarkMs) {
    for (Fan fan : fans) {
      fan.watermark(watermarkMs);
    }
  }

  void sideIdle(boolean idle) {
    for (Fan fan : fans) {
      fan.idle(idle);
    }
  }

  void sideEnd() {
    for (Fan fan : sideFans.values()) {
      fan.end();
    }
  }

  @Override
  public String splitName(int split) {
    return job.splits().name(split);
  }

  @Override
  public int splitNumber(String name) {
    return job.splits().number(name);
  }

  @Override
  public boolean durable() {
    return job.durable();
  }
}
