package io.millrace.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.backend.StateBackendProvider;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StateImage.KeyReceiver;
import io.millrace.api.backend.StateImage.StoredColumn;
import io.millrace.api.backend.StateImage.StoredTimers;
import io.millrace.api.backend.StateImage.ValueReceiver;
import io.millrace.api.checkpoint.Manifest;
import io.millrace.api.checkpoint.StoredCheckpoint;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.spi.ProviderLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of a checkpoint as rows: one for each value of each key, one for each timer.
 *
 * <pre>
 *   {"operator":"sum","subtask":0,"state":"total","namespace":0,"key":"fan","value":7}
 *   {"operator":"sum","subtask":0,"timers":"end","domain":"EVENT","timeMs":60000,"key":"fan","tag":null}
 * </pre>
 *
 * <p>The keys of one store at a time are held in memory. One thread.
 */
final class StateRows {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final StoredCheckpoint checkpoint;
  private final @Nullable String operator;
  private final @Nullable String state;
  private boolean found;

  /**
   * The rows of a checkpoint.
   *
   * @param selection an operator, an operator and the name of a state as {@code OPERATOR/STATE}, or
   *     null for all
   */
  StateRows(StoredCheckpoint checkpoint, @Nullable String selection) {
    this.checkpoint = checkpoint;
    int slash = selection == null ? -1 : selection.lastIndexOf('/');
    boolean whole =
        selection == null
            || slash < 0
            || checkpoint.manifest().stores().stream()
                .anyMatch(store -> store.operatorId().equals(selection));
    this.operator = selection == null || whole ? selection : selection.substring(0, slash);
    this.state = selection == null || whole ? null : selection.substring(slash + 1);
  }

  /** Hands out all rows. */
  void forEach(Consumer<ObjectNode> receiver) {
    for (Manifest.StoreEntry entry : checkpoint.manifest().stores()) {
      if (operator == null || operator.equals(entry.operatorId())) {
        try (StateImage image = open(entry)) {
          new Store(entry, image, receiver).rows();
        }
      }
    }
    if (!found && operator != null) {
      throw new MillraceException(
          ApiError.ID_UNKNOWN,
          "no state '"
              + operator
              + (state == null ? "" : "/" + state)
              + "' is in "
              + checkpoint.path()
              + ", or it is empty. 'describe' lists what is there.");
    }
  }

  StateImage open(Manifest.StoreEntry entry) {
    return ProviderLoader.named(
            StateBackendProvider.class,
            entry.backend(),
            "Add millrace-state-" + entry.backend() + " to the class path.")
        .open(checkpoint.store(entry));
  }

  private boolean selects(String name) {
    boolean selected = state == null || state.equals(name);
    found |= selected;
    return selected;
  }

  /** One store. */
  private final class Store {
    private final Manifest.StoreEntry entry;
    private final StateImage image;
    private final Consumer<ObjectNode> receiver;
    private final Map<Integer, JsonNode> keys = new HashMap<>();

    Store(Manifest.StoreEntry entry, StateImage image, Consumer<ObjectNode> receiver) {
      this.entry = entry;
      this.image = image;
      this.receiver = receiver;
    }

    void rows() {
      SchemaDecoder decoder = new SchemaDecoder(image.keySchema());
      image.keys(
          new KeyReceiver() {
            @Override
            public void key(int place, long key, int retained) {
              keys.put(place, JSON.numberNode(key));
            }

            @Override
            public void key(int place, DataReader key, int retained) {
              keys.put(place, decoder.decode(key));
            }
          });
      image.columns().forEach(this::values);
      image.timers().forEach(this::timers);
    }

    private ObjectNode row() {
      return JSON.objectNode().put("operator", entry.operatorId()).put("subtask", entry.subtask());
    }

    private JsonNode key(int place) {
      return keys.getOrDefault(place, JSON.nullNode());
    }

    private void values(StoredColumn column) {
      if (!selects(column.name())) {
        return;
      }
      SchemaDecoder decoder = new SchemaDecoder(column.schema());
      image.values(
          column,
          new ValueReceiver() {
            @Override
            public void value(int place, long value) {
              give(place, JSON.numberNode(value));
            }

            @Override
            public void value(int place, double value) {
              give(place, JSON.numberNode(value));
            }

            @Override
            public void value(int place, DataReader value) {
              give(place, decoder.decode(value));
            }

            private void give(int place, JsonNode value) {
              ObjectNode row = row().put("state", column.name());
              row.put("namespace", column.namespace());
              row.set("key", key(place));
              row.set("value", value);
              receiver.accept(row);
            }
          });
    }

    private void timers(StoredTimers table) {
      if (!selects(table.name())) {
        return;
      }
      SchemaDecoder decoder = new SchemaDecoder(table.schema());
      image.timers(
          table,
          (timeMs, place, tag) -> {
            ObjectNode row = row().put("timers", table.name());
            row.put("domain", table.domain().name()).put("timeMs", timeMs);
            row.set("key", key(place));
            row.set("tag", decoder.decode(tag));
            receiver.accept(row);
          });
    }
  }
}
