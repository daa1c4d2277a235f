package io.millrace.testkit;

import io.millrace.api.operator.Fate;
import io.millrace.api.operator.OperatorMetrics;
import java.util.EnumMap;
import java.util.Map;

/** Adds up what an operator counts. */
final class RecordedMetrics implements OperatorMetrics {
  private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);
  private long inFlight;
  private long openWindows;
  private long firedWindows;

  @Override
  public void count(Fate fate, long events) {
    fates.merge(fate, events, Long::sum);
  }

  @Override
  public void inFlight(long change) {
    inFlight += change;
  }

  @Override
  public void openWindows(long change) {
    openWindows += change;
  }

  @Override
  public void firedWindows(long count) {
    firedWindows += count;
  }

  Map<Fate, Long> fates() {
    return new EnumMap<>(fates);
  }

  long inFlight() {
    return inFlight;
  }

  long openWindows() {
    return openWindows;
  }

  long firedWindows() {
    return firedWindows;
  }
}
