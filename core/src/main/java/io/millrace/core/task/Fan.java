package io.millrace.core.task;

import io.millrace.api.operator.Batch;
import java.util.ArrayList;
import java.util.List;

/**
 * Passes what a node gives to all who take it; all but the last get a copy, as a taker may change
 * its batch.
 */
final class Fan {
  private final List<Target> targets = new ArrayList<>();
  private final List<Integer> inputs = new ArrayList<>();
  private Target[] takers = new Target[0];
  private int[] ports = new int[0];
  private Batch<Object> copy = new Batch<>();

  void add(Target target, int input) {
    targets.add(target);
    inputs.add(input);
    takers = targets.toArray(new Target[0]);
    ports = inputs.stream().mapToInt(Integer::intValue).toArray();
    if (takers.length > 1) {
      copy = new Batch<>();
    }
  }

  boolean isEmpty() {
    return takers.length == 0;
  }

  void batch(Batch<Object> batch) {
    int last = takers.length - 1;
    for (int i = 0; i < last; i++) {
      copy.copyOf(batch);
      takers[i].batch(ports[i], copy);
    }
    if (last >= 0) {
      takers[last].batch(ports[last], batch);
    }
  }

  void watermark(long watermarkMs) {
    for (int i = 0; i < takers.length; i++) {
      takers[i].watermark(ports[i], watermarkMs);
    }
  }

  void idle(boolean idle) {
    for (int i = 0; i < takers.length; i++) {
      takers[i].idle(ports[i], idle);
    }
  }

  void end() {
    for (int i = 0; i < takers.length; i++) {
      takers[i].end(ports[i]);
    }
  }
}
