package io.millrace.torture;

import io.millrace.api.connector.Source;
import io.millrace.api.connector.SourceContext;
import io.millrace.api.connector.Split;
import io.millrace.api.connector.SplitPosition;
import io.millrace.api.connector.SplitReader;
import io.millrace.api.connector.SplitSink;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives additions to all keys, again and again and each time in another order, a phase at a time;
 * in the end it asks what is kept for each key. What that must be follows from how many events were
 * given.
 */
final class CostSource implements Source<Addition> {
  private static final int BITS = 20;
  static final int KEYS = 1 << BITS;

  private static final int MASK = KEYS - 1;

  private final Addition[] additions = new Addition[KEYS];
  private volatile @Nullable SourceContext context;
  private volatile @Nullable CostPhase phase;
  private volatile boolean over;
  private volatile long given;

  CostSource(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int key = 0; key < KEYS; key++) {
      additions[key] = new Addition(key, 1 + random.nextInt(1_000));
    }
  }

  /**
   * The key of an event: each once in every {@link #KEYS} events, in an order that looks random.
   */
  private static int key(long event) {
    int pass = (int) (event / KEYS);
    int key = (int) event ^ pass * 0x9E3779B1;
    key = (key & MASK) * 0x2C1B3C6D & MASK;
    key ^= key >>> (BITS / 2);
    key = key * (2 * pass + 0x297A2D39) & MASK;
    return key ^ key >>> (BITS / 2);
  }

  /** By key what must be kept after so many events. */
  long[] expected(long events) {
    long[] times = new long[KEYS];
    Arrays.fill(times, events / KEYS);
    for (long event = events - events % KEYS; event < events; event++) {
      times[key(event)]++;
    }
    for (int key = 0; key < KEYS; key++) {
      times[key] *= additions[key].value();
    }
    return times;
  }

  /** How many events were given in the end. */
  long given() {
    return given;
  }

  /** Lets a phase begin. */
  void begin(CostPhase next) {
    phase = next;
    signal();
  }

  /** No phase follows: it asks for all keys, and ends. */
  void end() {
    over = true;
    signal();
  }

  private void signal() {
    SourceContext known = context;
    if (known != null) {
      known.signal();
    }
  }

  @Override
  public Type type() {
    return Addition.class;
  }

  @Override
  public List<Split> splits(SourceContext sourceContext) {
    return List.of(new Split("0"));
  }

  @Override
  public SplitReader<Addition> open(SplitPosition position, SourceContext sourceContext) {
    context = sourceContext;
    return new Reader(position);
  }

  @Override
  public boolean bounded() {
    return true;
  }

  @Override
  public boolean replayable() {
    return true;
  }

  private final class Reader implements SplitReader<Addition> {
    private final Split split;
    private @Nullable CostPhase measured;
    private boolean measuring;
    private long next;
    private int asked;

    Reader(SplitPosition position) {
      split = position.split();
      next = position.offset();
      given = next;
    }

    @Override
    public Status poll(SplitSink<? super Addition> sink, int limit) {
      CostPhase now = phase;
      if (now != null && now != measured) {
        measured = now;
        measuring = true;
        now.begin(next);
      } else if (now != null && measuring) {
        measuring = !now.polled(next);
      }
      if (measuring) {
        for (int i = 0; i < limit; i++) {
          sink.event(additions[key(next++)]);
        }
        given = next;
        return Status.MORE;
      }
      return over ? ask(sink, limit) : Status.WAIT;
    }

    private Status ask(SplitSink<? super Addition> sink, int limit) {
      for (int i = 0; i < limit && asked < KEYS; i++) {
        sink.event(new Addition(asked++, 0));
      }
      return asked < KEYS ? Status.MORE : Status.END;
    }

    @Override
    public SplitPosition position() {
      return new SplitPosition(split, next, next);
    }

    @Override
    public void close() {}
  }
}
