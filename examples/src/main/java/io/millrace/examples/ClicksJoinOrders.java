package io.millrace.examples;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import java.time.Duration;
import java.util.Optional;

/**
 * An interval join: clicks on an advertisement with the orders that follow within ten minutes, and
 * the clicks nothing followed.
 */
public final class ClicksJoinOrders {
  private ClicksJoinOrders() {}

  /** Somebody clicked. */
  public record Click(String user, String ad, long atMs) {}

  /** Somebody ordered. */
  public record Order(String user, long cents, long atMs) {}

  /** A click and the order it led to, if any. */
  public record Outcome(Click click, Optional<Order> order) {
    @Override
    public String toString() {
      String start = click.user() + " clicked on " + click.ad();
      return order
          .map(o -> start + " and ordered for " + o.cents() + " cents after " + after(o) + " s")
          .orElse(start + " and ordered nothing");
    }

    private long after(Order o) {
      return (o.atMs() - click.atMs()) / 1000;
    }
  }

  /** Runs it. */
  public static void main(String[] args) {
    Watermarks<Object> ascending = Watermarks.bounded(Duration.ZERO);
    Pipeline pipeline = Pipeline.create("clicks");
    var clicks =
        pipeline
            .from(
                "clicks",
                Sources.of(
                    Click.class,
                    new Click("ada", "shoes", 0),
                    new Click("bob", "hats", 60_000),
                    new Click("ada", "bags", 300_000),
                    new Click("cyd", "hats", 320_000)))
            .eventTimeMillis(Click::atMs, ascending);
    var orders =
        pipeline
            .from(
                "orders",
                Sources.of(
                    Order.class,
                    new Order("ada", 4_999, 420_000),
                    new Order("bob", 1_500, 661_000))) // a second too late for the click
            .eventTimeMillis(Order::atMs, ascending);
    clicks
        .keyBy(Click::user)
        .join("outcome", orders.keyBy(Order::user))
        .within(Duration.ZERO, Duration.ofMinutes(10))
        .left(Outcome::new)
        .to("print", Sinks.print());
    Engine.local().run(pipeline);
  }
}
