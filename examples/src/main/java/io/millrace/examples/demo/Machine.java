package io.millrace.examples.demo;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;

import io.millrace.api.connector.Sinks;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.TimeWindow;
import java.time.Duration;
import java.util.List;

/** The third flow: alarms from a machine's temperature, compared with what people marked. */
final class Machine {
  static final double COLD = 50;
  static final int LEAST_READINGS = 24;
  static final String ALARMS = "alarms";

  /** Twelve weeks: the data has eleven and a bit. */
  private static final Duration ROUND = ofDays(84);

  private final DemoData data;
  private final Rounds rounds;
  private final Answers answers;

  Machine(DemoData data, Rounds rounds) {
    this.data = data;
    this.rounds = rounds;
    long firstMs = data.readings().get(0).timestamp().toEpochMilli();
    this.answers = new Answers(firstMs, ROUND.toMillis());
  }

  Answers answers() {
    return answers;
  }

  Rounds rounds() {
    return rounds;
  }

  void addTo(Pipeline pipeline) {
    long quietMs = ofHours(12).toMillis();
    pipeline
        .from(
            "temperature",
            new Replay<>(
                Reading.class,
                List.of(data.readings()),
                ROUND.toMillis(),
                rounds,
                (reading, ms) -> reading.later(ms)))
        // The series steps back by 55 minutes once.
        .eventTime(Reading::timestamp, Watermarks.bounded(ofMinutes(60)).withoutFutureSkewGuard())
        .filter(reading -> reading.value() < COLD)
        .keyAll()
        .process("cold-spells", () -> new Burst.Watch<Reading>(quietMs, LEAST_READINGS))
        .to(
            "keep-alarms",
            Sinks.callback(
                spell -> {
                  answers.add(ALARMS, spell.firstMs(), spell.size());
                  answers.keep(ALARMS, spell.firstMs(), spell);
                }));
  }

  List<TimeWindow> troubles() {
    return data.troubles();
  }

  /** True if people marked trouble while it was cold. */
  static boolean during(TimeWindow trouble, Burst spell) {
    return spell.firstMs() < trouble.endMs() && trouble.startMs() <= spell.lastMs();
  }
}
