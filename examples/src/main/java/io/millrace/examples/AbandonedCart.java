package io.millrace.examples;

import static java.util.Objects.requireNonNullElse;

import io.millrace.api.connector.Sinks;
import io.millrace.api.connector.Sources;
import io.millrace.api.engine.Engine;
import io.millrace.api.operator.Emit;
import io.millrace.api.state.StateSpec;
import io.millrace.api.stream.Pipeline;
import io.millrace.api.time.Watermarks;
import java.time.Duration;
import java.time.Instant;

/**
 * State and timers: remembers what each customer has in the cart, and speaks up when half an hour
 * went by without a purchase.
 */
public final class AbandonedCart {
  private AbandonedCart() {}

  /** What a customer did. */
  public enum Action {
    /** Put something into the cart. */
    ADD,
    /** Bought what is in it. */
    BUY
  }

  /** A customer did something. */
  public record Step(String customer, Action action, Instant at) {}

  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static Step step(String customer, Action action, String time) {
    return new Step(customer, action, Instant.parse("2026-03-01T" + time + ":00Z"));
  }

  /** Runs it. */
  public static void main(String[] args) {
    Pipeline pipeline = Pipeline.create("carts");
    pipeline
        .from(
            "steps",
            Sources.of(
                Step.class,
                step("ada", Action.ADD, "09:00"),
                step("bob", Action.ADD, "09:05"),
                step("ada", Action.ADD, "09:10"),
                step("bob", Action.BUY, "09:20"),
                step("bob", Action.ADD, "10:00")))
        .eventTime(Step::at, Watermarks.bounded(Duration.ZERO))
        .keyBy(Step::customer)
        .process(
            "cart",
            StateSpec.value("items", Integer.class),
            (step, items, context) -> {
              if (step.action() == Action.BUY) {
                context.cancelTimer("abandoned");
                items.clear();
                return Emit.<String>none();
              }
              items.set(requireNonNullElse(items.get(), 0) + 1);
              context.timerAt("abandoned", step.at().plus(PATIENCE)); // moves an earlier one
              return Emit.none();
            },
            (timer, items, context) -> {
              String text =
                  context.key() + " left " + items.get() + " in the cart, " + timer.time();
              items.clear();
              return Emit.of(text);
            })
        .to("print", Sinks.print());
    Engine.local().run(pipeline);
  }
}
