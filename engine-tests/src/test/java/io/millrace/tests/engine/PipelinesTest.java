package io.millrace.tests.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.CollectSink;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Source;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.DeadLetter;
import io.millrace.api.operator.Emit;
import io.millrace.api.plan.AsyncSettings;
import io.millrace.api.plan.ErrorPolicy;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.stream.Stream;
import io.millrace.api.time.Watermarks;
import io.millrace.api.window.Late;
import io.millrace.api.window.WindowResult;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipelines of the guide: they compile without a type witness and give the right results. */
class PipelinesTest {
  record Line(String text, Instant at) {}

  record Reading(String sensor, double celsius, Instant at) {}

  record Stats(long count, double avg) {}

  record Click(String user, String page, boolean isLogout, Instant at) {}

  record Order(String id, Instant at) {}

  record Payment(String orderId, Instant at) {}

  record Paid(Order order, Optional<Payment> payment) {}

  record CartEvent(String user, boolean checkout, Instant at) {}

  record Cart(int items) {
    static final Cart EMPTY = new Cart(0);

    Cart plus() {
      return new Cart(items + 1);
    }
  }

  record Abandoned(String user, int items) {}

  record Hit(String ip) {}

  record Located(Hit hit, String country) {}

  private static final Watermarks<Object> IN_ORDER = Watermarks.bounded(Duration.ofSeconds(5));

  private final Pipeline p = Pipeline.create("guide");

  private static Instant minute(double minutes) {
    return Instant.EPOCH.plusMillis((long) (minutes * 60_000));
  }

  private void run(int workers) {
    Engine.local().parallelism(workers).run(p);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenWordsAreCounted_thenEachMinuteHasItsOwn(int workers) {
    CollectSink<WindowResult<String, Long>> out = Sinks.collect();
    Source<Line> lines =
        Sources.of(
            Line.class,
            new Line("to be or", minute(0.1)),
            new Line("not to be", minute(0.2)),
            new Line("to be", minute(1.5)));
    p.from("lines", lines)
        .eventTime(
            Line::at, Watermarks.bounded(Duration.ofSeconds(5)).idleAfter(Duration.ofSeconds(30)))
        .flatMap(l -> List.of(l.text().split("\\W+")))
        .keyBy(w -> w)
        .window(Windows.tumbling(Duration.ofMinutes(1)))
        .count("words-per-minute")
        .to("out", out);
    run(workers);

    assertThat(out.values())
        .extracting(r -> r.start().getEpochSecond() / 60 + " " + r.key() + " " + r.value())
        .containsExactlyInAnyOrder("0 to 2", "0 be 2", "0 or 1", "0 not 1", "1 to 1", "1 be 1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenWindowsSlide_thenAlertsAndLateReadingsComeOut(int workers) {
    CollectSink<WindowResult<String, Stats>> alerts = Sinks.collect();
    CollectSink<Late<Reading>> late = Sinks.collect();
    Source<Reading> source =
        Sources.of(
            Reading.class,
            new Reading("a", 90, minute(5)),
            new Reading("a", 100, minute(5.5)),
            new Reading("b", 10, minute(6)),
            new Reading("a", 1, minute(60)),
            new Reading("a", 95, minute(5)));
    Stream<Reading> readings = p.from("readings", source).eventTime(Reading::at, IN_ORDER);
    var avg =
        readings
            .keyBy(Reading::sensor)
            .window(Windows.sliding(Duration.ofMinutes(10), Duration.ofMinutes(1)))
            .allowLateness(Duration.ofMinutes(2))
            .aggregate(
                "avg-10m",
                Aggregates.both(Aggregates.count(), Aggregates.avg(Reading::celsius), Stats::new));
    avg.filter(r -> r.value().avg() > 80).to("alerts", alerts);
    avg.late().to("late-readings", late);
    run(workers);

    assertThat(alerts.values()).hasSize(10).allMatch(r -> r.key().equals("a"));
    assertThat(alerts.values()).extracting(WindowResult::value).containsOnly(new Stats(2, 95));
    assertThat(late.values())
        .singleElement()
        .satisfies(
            l -> {
              assertThat(l.offset()).isEqualTo(4);
              assertThat(l.split()).isEqualTo("readings/0");
              assertThat(l.lateBy()).isGreaterThan(Duration.ofMinutes(50));
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSessionsEndEarly_thenALogoutAndTheLengthCutThem(int workers) {
    CollectSink<WindowResult<String, Long>> out = Sinks.collect();
    Source<Click> source =
        Sources.of(
            Click.class,
            new Click("u", "a", false, minute(0)),
            new Click("u", "b", true, minute(10)),
            new Click("u", "c", false, minute(20)),
            new Click("u", "d", false, minute(500)),
            new Click("u", "e", false, minute(520)));
    p.from("clicks", source)
        .eventTime(Click::at, IN_ORDER)
        .keyBy(Click::user)
        .session(
            Duration.ofMinutes(30), s -> s.maxLength(Duration.ofHours(8)).endsWith(Click::isLogout))
        .aggregate("sessions", Aggregates.count())
        .to("out", out);
    run(workers);

    assertThat(out.values()).extracting(WindowResult::value).containsExactly(2L, 1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenSessionsArePlain_thenTheGapEndsThem(int workers) {
    CollectSink<WindowResult<String, Long>> out = Sinks.collect();
    Source<Click> source =
        Sources.of(
            Click.class,
            new Click("u", "a", false, minute(0)),
            new Click("u", "b", true, minute(10)),
            new Click("u", "c", false, minute(50)));
    p.from("clicks", source)
        .eventTime(Click::at, IN_ORDER)
        .keyBy(Click::user)
        .session(Duration.ofMinutes(30))
        .count("sessions")
        .to("out", out);
    run(workers);

    assertThat(out.values()).extracting(WindowResult::value).containsExactly(2L, 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenOrdersAreJoinedWithPayments_thenUnpaidOnesComeToo(int workers) {
    CollectSink<Paid> out = Sinks.collect();
    Stream<Order> orders =
        p.from(
                "orders",
                Sources.of(Order.class, new Order("1", minute(0)), new Order("2", minute(1))))
            .eventTime(Order::at, IN_ORDER);
    Stream<Payment> payments =
        p.from(
                "payments",
                Sources.of(
                    Payment.class, new Payment("1", minute(14)), new Payment("2", minute(30))))
            .eventTime(Payment::at, IN_ORDER);
    orders
        .keyBy(Order::id)
        .join("order-payment", payments.keyBy(Payment::orderId))
        .within(Duration.ZERO, Duration.ofMinutes(15))
        .left(Paid::new)
        .to("out", out);
    run(workers);

    assertThat(out.values())
        .extracting(paid -> paid.order().id() + " " + paid.payment().isPresent())
        .containsExactlyInAnyOrder("1 true", "2 false");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenCartIsLeft_thenTheTimerTells(int workers) {
    CollectSink<Abandoned> out = Sinks.collect();
    Source<CartEvent> source =
        Sources.of(
            CartEvent.class,
            new CartEvent("a", false, minute(0)),
            new CartEvent("b", false, minute(1)),
            new CartEvent("a", false, minute(2)),
            new CartEvent("b", true, minute(3)),
            new CartEvent("c", false, minute(100)));
    p.from("carts", source)
        .eventTime(CartEvent::at, IN_ORDER)
        .keyBy(CartEvent::user)
        .process(
            "cart-watch",
            StateSpec.of(Cart.class, Cart.EMPTY),
            (event, cart, context) -> {
              if (event.checkout()) {
                cart.clear();
                context.cancelTimer("abandon");
                return Emit.none();
              }
              cart.set(cart.get().plus());
              context.timerAt("abandon", event.at().plus(Duration.ofMinutes(30)));
              return Emit.none();
            },
            (timer, cart, context) -> {
              Abandoned abandoned = new Abandoned(context.key(), cart.get().items());
              cart.clear();
              return Emit.of(abandoned);
            })
        .to("out", out);
    run(workers);

    assertThat(out.values())
        .containsExactlyInAnyOrder(new Abandoned("a", 2), new Abandoned("c", 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whenLookupsFail_thenTheyAreRetriedAndThenDeadLetters(int workers) {
    CollectSink<Located> out = Sinks.collect();
    CollectSink<DeadLetter<Hit>> dead = Sinks.collect();
    ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
    var located =
        p.from("hits", Sources.of(Hit.class, new Hit("1"), new Hit("2"), new Hit("bad")))
            .mapAsync(
                "geo",
                new AsyncSettings(false, 200, 2_000, 0, 0).retry(3, Duration.ofMillis(1)),
                h -> {
                  int attempt = calls.merge(h.ip(), 1, Integer::sum);
                  return h.ip().equals("bad") || attempt < 3
                      ? CompletableFuture.<Located>failedFuture(new IllegalStateException())
                      : CompletableFuture.completedFuture(new Located(h, "CH"));
                })
            .onError(ErrorPolicy.deadLetter());
    located.to("out", out);
    located.deadLetters().to("geo-dlq", dead);
    run(workers);

    assertThat(out.values())
        .containsExactlyInAnyOrder(
            new Located(new Hit("1"), "CH"), new Located(new Hit("2"), "CH"));
    assertThat(dead.values())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.value()).isEqualTo(new Hit("bad"));
              assertThat(letter.attempts()).isEqualTo(4);
              assertThat(letter.offset()).isEqualTo(2);
            });
  }

  record Boxed<T>(T value) {}

  private static <T> Boxed<T> box(T value) {
    return new Boxed<>(value);
  }

  @Test
  void whenTypeOfAKeyCannotBeKnown_thenThePlanIsRefusedWithTheCure() {
    p.from("hits", Sources.of(Hit.class, new Hit("1")))
        .keyBy(hit -> box(hit.ip()))
        .aggregate("count", Aggregates.count())
        .to("out", Sinks.collect());

    assertThatThrownBy(() -> Engine.local().open(p))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("'count'")
        .hasMessageContaining("key");
  }

  record Holder(String name, Thread thread) {}

  @Test
  void whenStateCannotBeStored_thenTheErrorNamesOperatorPathAndCure() {
    p.from("hits", Sources.of(Hit.class, new Hit("1")))
        .keyBy(Hit::ip)
        .process(
            "holding", StateSpec.value("held", Holder.class), (hit, held, context) -> Emit.of(hit))
        .to("out", Sinks.collect());

    assertThatThrownBy(() -> Engine.local().open(p))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("holding")
        .hasMessageContaining("thread")
        .hasMessageContaining("Thread")
        .extracting(e -> ((MillraceException) e).code())
        .isEqualTo(ApiError.CODEC_MISSING);
  }
}
