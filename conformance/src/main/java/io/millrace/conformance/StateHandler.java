package io.millrace.conformance;

import io.millrace.api.operator.Handler;
import io.millrace.api.operator.HandlerContext;
import io.millrace.api.operator.Output;
import io.millrace.api.state.FoldedState;
import io.millrace.api.state.ListState;
import io.millrace.api.state.MapState;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.StateTtl;
import io.millrace.api.state.ValueState;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads and writes each kind of state on command. */
final class StateHandler implements Handler<String, Element, Row> {
  /** How long state lives; null for ever. */
  record Ttl(@Nullable StateTtl rule) {
    /** Reads the setting {@code ttl}. */
    static Ttl read(Options operator) {
      if (!operator.has("ttl")) {
        return new Ttl(null);
      }
      Options options = operator.part("ttl");
      StateTtl rule =
          switch (options.text("update", "onCreateAndWrite")) {
            case "onCreateAndWrite" -> StateTtl.afterWrite(options.millis("duration"));
            case "onReadAndWrite" -> StateTtl.afterReadOrWrite(options.millis("duration"));
            default -> throw options.unknown("update");
          };
      return switch (options.text("visibility", "neverReturnExpired")) {
        case "neverReturnExpired" -> new Ttl(rule);
        case "returnExpiredIfNotCleanedUp" -> new Ttl(rule.showExpiredUntilCleaned());
        default -> throw options.unknown("visibility");
      };
    }
  }

  /** The handles of the state. */
  private record States(
      ValueState<Long> value,
      ListState<Long> list,
      MapState<String, Long> map,
      FoldedState<Long, Long> sum) {}

  private final Ttl ttl;
  private @Nullable States states;

  StateHandler(Ttl ttl) {
    this.ttl = ttl;
  }

  @Override
  public void open(StateAccess state) {
    StateSpec.Value<Long> value = StateSpec.value("value", Long.class);
    StateSpec.Items<Long> list = StateSpec.list("list", Long.class);
    StateSpec.Entries<String, Long> map = StateSpec.map("map", String.class, Long.class);
    StateSpec.Folded<Long, ?, Long> sum = StateSpec.reducing("sum", Long.class, Long::sum);
    StateTtl rule = ttl.rule();
    states =
        rule == null
            ? new States(state.value(value), state.list(list), state.map(map), state.folded(sum))
            : new States(
                state.value(value.ttl(rule)),
                state.list(list.ttl(rule)),
                state.map(map.ttl(rule)),
                state.folded(sum.ttl(rule)));
  }

  @Override
  public void onEvent(Element element, HandlerContext<String> context, Output<Row> out) {
    if (states == null) {
      throw new IllegalStateException("not open");
    }
    if (element.command().endsWith("Get")
        || element.command().equals("mapContains")
        || element.command().equals("mapEntries")) {
      out.emit(
          Row.empty()
              .with(Row.KEY, context.key())
              .with("id", element.id())
              .with("command", element.command())
              .with("result", answer(states, element)),
          context.timeMs());
    } else {
      change(states, element);
    }
  }

  private static @Nullable Object answer(States states, Element element) {
    return switch (element.command()) {
      case "valueGet" -> states.value().get();
      case "listGet" -> List.copyOf(states.list().get());
      case "mapGet" -> states.map().get(element.name());
      case "mapContains" -> states.map().contains(element.name());
      case "mapEntries" -> new TreeMap<>(states.map().entries());
      case "reducingGet" -> states.sum().get();
      default -> throw unknown(element);
    };
  }

  private static void change(States states, Element element) {
    switch (element.command()) {
      case "valueSet" -> states.value().set(element.arg());
      case "valueClear" -> states.value().clear();
      case "listAdd" -> states.list().add(element.arg());
      case "listSet" -> states.list().set(List.of(element.arg()));
      case "listClear" -> states.list().clear();
      case "mapPut" -> states.map().put(element.name(), element.arg());
      case "mapRemove" -> states.map().remove(element.name());
      case "mapClear" -> states.map().clear();
      case "reducingAdd" -> states.sum().add(element.arg());
      case "reducingClear" -> states.sum().clear();
      default -> throw unknown(element);
    }
  }

  private static UnsupportedVectorException unknown(Element element) {
    return new UnsupportedVectorException(
        "unknown command '" + element.command() + "' of function state");
  }
}
