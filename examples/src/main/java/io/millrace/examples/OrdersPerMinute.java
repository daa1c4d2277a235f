package io.millrace.examples;

import io.millrace.api.aggregate.Aggregates;
import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import io.millrace.windowing.Windows;
import java.time.Duration;
import java.time.Instant;

/** Event time: orders and their worth per minute and shop; what comes too late goes elsewhere. */
public final class OrdersPerMinute {
  private OrdersPerMinute() {}

  /** An order. */
  public record Order(String shop, long cents, Instant at) {}

  /** What a shop sold in a minute. */
  public record Sales(long orders, long cents) {}

  private static Order order(String shop, long cents, String time) {
    return new Order(shop, cents, Instant.parse("2026-03-01T" + time + "Z"));
  }

  /** Runs it. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create("orders");
    var orders =
        pipeline
            .from(
                "orders",
                Sources.of(
                    Order.class,
                    order("Oslo", 1_000, "09:00:10"),
                    order("Rome", 2_500, "09:00:15"),
                    order("Oslo", 4_000, "09:01:05"),
                    order("Oslo", 300, "09:00:59"), // out of order, but within 10 seconds
                    order("Rome", 900, "09:01:40"),
                    order("Oslo", 700, "09:00:30"), // its minute is over: late
                    order("Rome", 1_100, "09:02:00")))
            .eventTime(Order::at, Watermarks.bounded(Duration.ofSeconds(10)));
    var sales =
        orders
            .keyBy(Order::shop)
            .window(Windows.tumbling(Duration.ofMinutes(1)))
            .aggregate(
                "sales",
                Aggregates.both(
                    Aggregates.<Order>count(), Aggregates.sumLong(Order::cents), Sales::new));
    sales
        .map(
            r ->
                "%s  %s  %d orders  %5d cents"
                    .formatted(r.start(), r.key(), r.value().orders(), r.value().cents()))
        .to("sales-out", Sinks.print());
    sales
        .late()
        .map(
            late ->
                "late: %s at %s, %d s behind the watermark"
                    .formatted(late.value().shop(), late.at(), late.lateBy().toSeconds()))
        .to("late-out", Sinks.print());
    Engine.local().run(pipeline);
  }
}
