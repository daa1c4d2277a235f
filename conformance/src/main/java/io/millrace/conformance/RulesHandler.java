package io.millrace.conformance;

import io.millrace.api.operator.BroadcastHandler;
import io.millrace.api.operator.Output;
import io.millrace.api.state.StateAccess;
import io.millrace.api.state.StateSpec;
import io.millrace.api.state.ValueState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds rules in broadcast state and counts the elements of each key. */
final class RulesHandler implements BroadcastHandler<String, Element, Element, Row> {
  private static final StateSpec.Entries<String, Long> RULES =
      StateSpec.map("rules", String.class, Long.class);

  private @Nullable ValueState<Long> seen;

  private ValueState<Long> seen() {
    if (seen == null) {
      throw new IllegalStateException("not open");
    }
    return seen;
  }

  private long seenOfKey() {
    Long count = seen().get();
    return count == null ? 0 : count;
  }

  @Override
  public void open(StateAccess state) {
    seen = state.value(StateSpec.value("seen", Long.class));
  }

  @Override
  public void onEvent(Element element, Context<String> context, Output<Row> out) {
    seen().set(seenOfKey() + 1);
    List<String> met =
        context.broadcast(RULES).entrySet().stream()
            .filter(rule -> rule.getValue() <= element.value())
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    out.emit(
        Row.kind("element")
            .with(Row.KEY, context.key())
            .with("id", element.id())
            .with("rules", met)
            .with("seenOfKey", seenOfKey())
            .with("currentWatermark", context.watermarkMs()),
        context.timeMs());
  }

  @Override
  public void onBroadcast(Element rule, BroadcastContext<String> context, Output<Row> out) {
    Map<String, Long> rules = context.broadcast(RULES);
    switch (rule.command()) {
      case "", "put" -> rules.put(rule.key(), rule.value());
      case "remove" -> rules.remove(rule.key());
      default ->
          throw new UnsupportedVectorException(
              "unknown command '" + rule.command() + "' of function rules");
    }
    List<String> keys = new ArrayList<>();
    context.forEachKey(key -> keys.add(key + "=" + seenOfKey()));
    Collections.sort(keys);
    out.emit(
        Row.kind("rule")
            .with("rule", rule.key())
            .with("ruleCount", (long) rules.size())
            .with("keys", keys)
            .with("currentWatermark", context.watermarkMs()),
        context.timeMs());
  }
}
