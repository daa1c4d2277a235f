package io.millrace.torture.simulation;

import io.millrace.torture.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the splits of a source hold. Times are even, so that with odd gaps sessions never touch
 * without sharing a moment.
 *
 * @param splits the events of each split
 * @param quietFrom for each split the event before which it has nothing for a while; none if it is
 *     higher than there are events
 * @param boundMs by how much events may be out of order before they are late
 * @param goesIdle quiet splits are not waited for
 */
record Input(List<List<Event>> splits, int[] quietFrom, long boundMs, boolean goesIdle) {
  static final long START_MS = 1_700_000_000_000L;
  static final int KEYS = 5;

  /**
   * Some events.
   *
   * @param firstId ids rise from there
   * @param mayIdle one split may fall silent until it ends, and the others go on without it
   */
  static Input random(SplittableRandom random, long firstId, boolean mayIdle) {
    int count = 1 + random.nextInt(4);
    boolean idles = mayIdle && count > 1 && random.nextBoolean();
    long bound = 2L * random.nextInt(30);
    long id = firstId;
    List<List<Event>> splits = new ArrayList<>();
    int[] quiet = new int[count];
    for (int split = 0; split < count; split++) {
      List<Event> events = new ArrayList<>();
      int size = random.nextInt(12) == 0 ? 0 : 20 + random.nextInt(50);
      long time = START_MS + random.nextInt(60);
      for (int i = 0; i < size; i++) {
        time += random.nextInt(14);
        events.add(event(random, id++, time - disorder(random, bound)));
      }
      quiet[split] = random.nextInt(3) == 0 ? random.nextInt(size + 1) : Integer.MAX_VALUE;
      splits.add(events);
    }
    if (idles) {
      // Nothing comes after the silence: what does may be late where two ways from the source meet.
      quiet[0] = splits.get(0).size();
      for (int split = 1; split < count; split++) {
        quiet[split] = Integer.MAX_VALUE;
      }
    }
    return new Input(splits, quiet, bound, idles);
  }

  private static Event event(SplittableRandom random, long id, long timeMs) {
    String key = "k" + random.nextInt(KEYS);
    return new Event(id, key, timeMs / 2 * 2, 1 + random.nextInt(1_000));
  }

  private static long disorder(SplittableRandom random, long bound) {
    return random.nextInt(10) == 0 ? bound + random.nextInt(300) : random.nextLong(bound + 1);
  }

  /**
   * An event and its split's watermark just before it was read.
   *
   * @param event the event
   * @param watermarkMs that watermark
   */
  record Row(Event event, long watermarkMs) {}

  /** All events, split by split. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (List<Event> split : splits) {
      long watermark = Long.MIN_VALUE / 2;
      for (Event event : split) {
        rows.add(new Row(event, watermark));
        watermark = Math.max(watermark, event.timeMs() - boundMs - 1);
      }
    }
    return rows;
  }
}
