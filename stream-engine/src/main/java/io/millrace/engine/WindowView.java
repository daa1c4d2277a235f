package io.millrace.engine;

import io.millrace.api.time.EventTimes;
import io.millrace.api.window.TimeWindow;
import io.millrace.api.window.WindowAssigner;
import io.millrace.api.window.WindowResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the window operator has shown last of each window: previews of those that are open, and the
 * last results of those that have fired. The windows themselves are the operator's. Thread-safe.
 */
final class WindowView {
  private record Fired(Object key, TimeWindow window) {}

  private final String id;
  private final WindowAssigner<Object> assigner;
  private final int retained;
  private final Map<Object, TreeMap<TimeWindow, WindowContent>> open = new LinkedHashMap<>();
  private final LinkedHashMap<Fired, WindowContent> fired = new LinkedHashMap<>();

  WindowView(String id, WindowAssigner<Object> assigner, int retained) {
    this.id = id;
    this.assigner = assigner;
    this.retained = retained;
  }

  /** What the windows are, in words. */
  String shape() {
    return assigner.describe();
  }

  /** The windows of an event, by the same assigner that the operator asks. */
  List<TimeWindow> assign(Event event) {
    return assigner.assign(event, EventTimes.of(event.eventTime())).stream()
        .map(TimeWindow.class::cast)
        .toList();
  }

  void accept(WindowResult<String, List<Event>> result) {
    accept(result, result.key());
  }

  synchronized void accept(WindowResult<?, List<Event>> result, Object key) {
    if (!(result.window() instanceof TimeWindow window)) {
      return;
    }
    WindowContent content = new WindowContent(id, key, window, result.value(), result.firing());
    removeParts(key, window);
    if (content.open()) {
      open.computeIfAbsent(key, any -> new TreeMap<>()).put(window, content);
      return;
    }
    Fired place = new Fired(key, window);
    fired.remove(place);
    if (retained > 0) {
      fired.put(place, content);
      if (fired.size() > retained) {
        fired.remove(fired.keySet().iterator().next());
      }
    }
  }

  /** A window replaces itself, and a session the parts it was merged from. */
  private void removeParts(Object key, TimeWindow whole) {
    TreeMap<TimeWindow, WindowContent> ofKey = open.get(key);
    if (ofKey != null) {
      if (assigner.merging()) {
        ofKey.keySet().removeIf(part -> inside(part, whole));
      } else {
        ofKey.remove(whole);
      }
      if (ofKey.isEmpty()) {
        open.remove(key);
      }
    }
    if (assigner.merging()) {
      fired.keySet().removeIf(part -> part.key().equals(key) && inside(part.window(), whole));
    }
  }

  private static boolean inside(TimeWindow part, TimeWindow whole) {
    return part.startMs() >= whole.startMs() && part.endMs() <= whole.endMs();
  }

  synchronized int firedCount() {
    return fired.size();
  }

  /** The open window that starts last. */
  synchronized Optional<WindowContent> current() {
    return open.values().stream()
        .map(windows -> windows.lastEntry().getValue())
        .max(Comparator.comparing(WindowContent::window));
  }

  /** The open window of a key that starts last. */
  synchronized Optional<WindowContent> current(Object key) {
    TreeMap<TimeWindow, WindowContent> ofKey = open.get(key);
    if (ofKey == null && AnyKey.possible(key)) {
      ofKey = open.get(AnyKey.of(key).value());
    }
    return Optional.ofNullable(ofKey).map(windows -> windows.lastEntry().getValue());
  }

  /** Those that have fired, in the order in which they did, then the open ones by key and start. */
  synchronized List<WindowContent> all() {
    List<WindowContent> contents = new ArrayList<>(fired.values());
    open.values().forEach(windows -> contents.addAll(windows.values()));
    return contents;
  }
}
