package io.millrace.torture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a parent tells a child process, as {@code name=value}. */
final class Arguments {
  private final Map<String, String> values = new HashMap<>();

  static Arguments of(String... args) {
    Arguments arguments = new Arguments();
    for (String arg : args) {
      int at = arg.indexOf('=');
      arguments.values.put(arg.substring(0, at), arg.substring(at + 1));
    }
    return arguments;
  }

  Arguments with(String name, Object value) {
    Arguments copy = new Arguments();
    copy.values.putAll(values);
    copy.values.put(name, value.toString());
    return copy;
  }

  Arguments with(EventPlan plan) {
    return with("seed", plan.seed())
        .with("splits", plan.splits())
        .with("perSplit", plan.perSplit())
        .with("keys", plan.keys())
        .with("late", plan.latePercent());
  }

  EventPlan plan() {
    return new EventPlan(
        Long.parseLong(text("seed")),
        number("splits"),
        Long.parseLong(text("perSplit")),
        number("keys"),
        number("late"));
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the argument '" + name + "' is missing");
    }
    return value;
  }

  /** True if it was given as {@code true}. */
  boolean flag(String name) {
    return Boolean.parseBoolean(values.get(name));
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  Path path(String name) {
    return Path.of(text(name));
  }

  List<String> toList() {
    List<String> list = new ArrayList<>();
    values.forEach((name, value) -> list.add(name + "=" + value));
    return list;
  }
}
