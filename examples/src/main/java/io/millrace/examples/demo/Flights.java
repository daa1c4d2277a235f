package io.millrace.examples.demo;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The second flow: departures joined with arrivals, and who never arrives. */
final class Flights {
  static final Duration LONGEST = ofHours(24);
  static final String LANDED = "landed";
  static final String MISSING = "missing";
  static final String CARRIERS = "carriers";

  /** Four weeks: the flights of three, and a week in which the last ones can be given up. */
  private static final Duration ROUND = ofDays(28);

  /** A departure and its arrival, if there was one. */
  record Trip(Departure departure, Optional<Arrival> arrival) {
    boolean landed() {
      return arrival.isPresent();
    }

    String carrier() {
      return departure.carrier();
    }

    double delayMin() {
      return arrival.orElseThrow().arrivalDelayMin();
    }
  }

  /** How punctual an airline was. */
  record Punctuality(long flights, double delayMin) {}

  private final DemoData data;
  private final Rounds rounds;
  private final long firstMs;
  private final Answers answers;

  Flights(DemoData data, Rounds rounds) {
    this.data = data;
    this.rounds = rounds;
    this.firstMs = data.departures().get(0).departureTime().toEpochMilli();
    this.answers = new Answers(firstMs, ROUND.toMillis());
  }

  Answers answers() {
    return answers;
  }

  Rounds rounds() {
    return rounds;
  }

  void addTo(Pipeline pipeline) {
    long roundMs = ROUND.toMillis();
    Watermarks<Object> ascending = Watermarks.bounded(ZERO).withoutFutureSkewGuard();
    Stream<Departure> departures =
        pipeline
            .from(
                "departures",
                new Replay<>(
                    Departure.class,
                    List.of(data.departures()),
                    roundMs,
                    rounds,
                    (flight, ms) -> flight.later(ms)))
            .eventTime(Departure::departureTime, ascending);
    Stream<Arrival> arrivals =
        pipeline
            .from(
                "arrivals",
                new Replay<>(
                    Arrival.class,
                    List.of(data.arrivals()),
                    roundMs,
                    rounds,
                    (flight, ms) -> flight.later(ms)))
            .eventTime(Arrival::arrivalTime, ascending);
    Stream<Trip> trips =
        departures
            .keyBy(Departure::flight)
            .join("trips", arrivals.keyBy(Arrival::flight))
            .within(ZERO, LONGEST)
            .left(Trip::new);
    trips.to("keep-trips", Sinks.callback(this::trip));
    trips
        .filter(Trip::landed)
        .keyBy(Trip::carrier)
        .window(Windows.tumbling(ROUND).offset(Duration.ofMillis(firstMs % roundMs)))
        .aggregate(
            "punctuality",
            Aggregates.both(
                Aggregates.<Trip>count(), Aggregates.avg(Trip::delayMin), Punctuality::new))
        .to(
            "keep-carriers",
            Sinks.callback(
                r -> {
                  long startMs = r.start().toEpochMilli();
                  answers.add(CARRIERS, startMs, r.value().flights());
                  answers.keep(CARRIERS, startMs, r);
                }));
  }

  private void trip(Trip trip) {
    long atMs = trip.departure().departureTime().toEpochMilli();
    answers.add(trip.landed() ? LANDED : MISSING, atMs, 1);
    if (!trip.landed()) {
      answers.keep(MISSING, atMs, trip.departure());
    }
  }
}
