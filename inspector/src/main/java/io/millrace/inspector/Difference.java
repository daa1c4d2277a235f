package io.millrace.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What differs between the state of two checkpoints, key by key. In which subtask a key lives does
 * not matter, so checkpoints of different parallelism can be compared. Holds the rows of the first
 * in memory. One thread.
 */
final class Difference {
  private final Map<String, ObjectNode> before = new TreeMap<>();
  private long differences;

  /** What differs from these rows. */
  Difference(StateRows rows) {
    rows.forEach(
        row -> {
          row.remove("subtask");
          before.put(identity(row), row);
        });
  }

  /* All but the value: of a timer that is everything. */
  private static String identity(ObjectNode row) {
    ObjectNode identity = row.deepCopy();
    identity.remove(List.of("subtask", "value"));
    return identity.toString();
  }

  /** Hands out the rows that were added, changed or removed; gives their number. */
  long forEach(StateRows after, Consumer<ObjectNode> receiver) {
    after.forEach(
        row -> {
          row.remove("subtask");
          ObjectNode old = before.remove(identity(row));
          if (old == null) {
            give("added", row, receiver);
          } else if (!old.equals(row)) {
            JsonNode value = row.remove("value");
            row.set("before", value(old));
            row.set("after", value);
            give("changed", row, receiver);
          }
        });
    Iterator<ObjectNode> left = before.values().iterator();
    while (left.hasNext()) {
      give("removed", left.next(), receiver);
      left.remove();
    }
    return differences;
  }

  private static JsonNode value(ObjectNode row) {
    JsonNode value = row.get("value");
    return value == null ? JsonNodeFactory.instance.nullNode() : value;
  }

  private void give(String change, ObjectNode row, Consumer<ObjectNode> receiver) {
    differences++;
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("change", change);
    receiver.accept(line.setAll(row));
  }
}
