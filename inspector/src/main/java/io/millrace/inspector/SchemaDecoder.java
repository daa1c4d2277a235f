package io.millrace.inspector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.CodecSchema.Field;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns encoded values into JSON by their schema alone, without the classes they were made of. A
 * format that is not known, such as that of a program's own codec, becomes {@code {"format": ...,
 * "hex": ...}}. One thread; one for each schema.
 */
final class SchemaDecoder {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int NESTING_MAX = 1_000;
  private static final LeafFormats LEAVES = new LeafFormats();

  private final @Nullable CodecSchema schema;

  SchemaDecoder(@Nullable CodecSchema schema) {
    this.schema = schema;
  }

  /** A part of the value is in a format we cannot read, so its length is not known. */
  private static final class UnknownFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownFormatException(String id) {
      super(id);
    }
  }

  /** The value at the start of the reader, which holds nothing else. */
  JsonNode decode(DataReader in) {
    byte[] bytes = new byte[in.remaining()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = in.readByte();
    }
    if (schema == null) {
      return bytes.length == 0 ? JSON.nullNode() : hex("unknown", bytes);
    }
    try {
      DataReader copy = DataReader.of(bytes);
      JsonNode value = new Scope(schema).read(schema, copy, 0);
      copy.expectEnd();
      return value;
    } catch (UnknownFormatException e) {
      return hex(String.valueOf(e.getMessage()), bytes);
    } catch (MillraceException e) {
      return hex("damaged " + schema.id(), bytes);
    }
  }

  private static ObjectNode hex(String format, byte[] bytes) {
    return JSON.objectNode().put("format", format).put("hex", HexFormat.of().formatHex(bytes));
  }

  /** The schema of one codec; references within it count its named types. */
  private static final class Scope {
    private final List<CodecSchema> named = new ArrayList<>();

    Scope(CodecSchema root) {
      collect(root);
    }

    /* In the order of first occurrence, which is how references count. */
    private void collect(CodecSchema part) {
      boolean isNamed = List.of("record", "enum", "sealed").contains(part.id());
      if (isNamed) {
        named.add(part);
      }
      if (isNamed
          || List.of("list", "set", "array", "map", "optional", "nullable").contains(part.id())) {
        part.fields().forEach(field -> collect(field.schema()));
      }
    }

    JsonNode read(CodecSchema part, DataReader in, int depth) {
      if (depth > NESTING_MAX) {
        throw in.corrupt("values nest too deep");
      }
      return switch (part.id()) {
        case "record" -> record(part, in, depth);
        case "enum" -> JSON.textNode(chosen(part, in).name());
        case "sealed" -> sealed(part, in, depth);
        case "list", "set", "array" -> sequence(part, in, depth);
        case "map" -> map(part, in, depth);
        case "optional", "nullable" ->
            in.readBoolean() ? read(first(part), in, depth + 1) : JSON.nullNode();
        default -> part.id().startsWith("ref#") ? reference(part, in, depth) : other(part, in);
      };
    }

    private static CodecSchema first(CodecSchema part) {
      if (part.fields().isEmpty()) {
        throw new UnknownFormatException(part.id());
      }
      return part.fields().get(0).schema();
    }

    private JsonNode reference(CodecSchema part, DataReader in, int depth) {
      int number = Integer.parseInt(part.id().substring("ref#".length()));
      if (number >= named.size()) {
        throw new UnknownFormatException(part.id());
      }
      return read(named.get(number), in, depth + 1);
    }

    private JsonNode record(CodecSchema part, DataReader in, int depth) {
      long nullable = part.fields().stream().filter(Field::nullable).count();
      byte[] bits = new byte[part.fields().isEmpty() ? 1 : (int) (nullable + 7) / 8];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = in.readByte();
      }
      ObjectNode node = JSON.objectNode();
      int bit = 0;
      for (Field field : part.fields()) {
        boolean isNull = field.nullable() && (bits[bit >> 3] >> (bit & 7) & 1) == 1;
        bit += field.nullable() ? 1 : 0;
        node.set(field.name(), isNull ? JSON.nullNode() : read(field.schema(), in, depth + 1));
      }
      return node;
    }

    private static Field chosen(CodecSchema part, DataReader in) {
      int number = in.readLength(0);
      if (number >= part.fields().size()) {
        throw in.corrupt("no such constant or subtype");
      }
      return part.fields().get(number);
    }

    private JsonNode sealed(CodecSchema part, DataReader in, int depth) {
      Field variant = chosen(part, in);
      JsonNode value = read(variant.schema(), in, depth + 1);
      ObjectNode node = JSON.objectNode().put("@type", variant.name());
      return value instanceof ObjectNode fields ? node.setAll(fields) : node.set("value", value);
    }

    /* The number of elements, with a bit that tells whether some may be null. */
    private JsonNode sequence(CodecSchema part, DataReader in, int depth) {
      int flagged = in.readLength(0);
      CodecSchema element = first(part);
      ArrayNode node = JSON.arrayNode();
      for (int i = 0; i < flagged >>> 1; i++) {
        node.add(element(flagged, element, in, depth));
      }
      return node;
    }

    private JsonNode element(int flagged, CodecSchema element, DataReader in, int depth) {
      boolean isNull = (flagged & 1) == 1 && !in.readBoolean();
      return isNull ? JSON.nullNode() : read(element, in, depth + 1);
    }

    private JsonNode map(CodecSchema part, DataReader in, int depth) {
      int flagged = in.readLength(0);
      Entries entries = new Entries();
      for (int i = 0; i < flagged >>> 1; i++) {
        JsonNode key = element(flagged, part.fields().get(0).schema(), in, depth);
        entries.add(key, element(flagged, part.fields().get(1).schema(), in, depth));
      }
      return entries.node();
    }

    /* Codecs of others: each part has a schema of its own, with references of its own. */
    private static JsonNode other(CodecSchema part, DataReader in) {
      return switch (part.id()) {
        case "registered" -> own(first(part), in);
        case "fixed-long" -> JSON.numberNode(in.readFixedLong());
        case "state-list" -> items(part, in);
        case "state-map" -> entries(part, in);
        case "state-stamped" ->
            JSON.objectNode()
                .put("touchedMs", in.readFixedLong())
                .set("value", own(first(part), in));
        case "timer-times" -> times(in);
        case "accumulators" -> accumulators(part, in);
        case "lanes" -> lanes(in);
        default -> leaf(part, in);
      };
    }

    private static JsonNode leaf(CodecSchema part, DataReader in) {
      JsonNode value = LEAVES.read(part.id(), in);
      if (value == null) {
        throw new UnknownFormatException(part.id());
      }
      return value;
    }

    private static JsonNode own(CodecSchema part, DataReader in) {
      return new Scope(part).read(part, in, 0);
    }

    private static JsonNode items(CodecSchema part, DataReader in) {
      ArrayNode node = JSON.arrayNode();
      int count = in.readLength(1);
      for (int i = 0; i < count; i++) {
        node.add(own(first(part), in));
      }
      return node;
    }

    private static JsonNode entries(CodecSchema part, DataReader in) {
      Entries entries = new Entries();
      int count = in.readLength(2);
      for (int i = 0; i < count; i++) {
        JsonNode key = own(part.fields().get(0).schema(), in);
        entries.add(key, own(part.fields().get(1).schema(), in));
      }
      return entries.node();
    }

    private static JsonNode times(DataReader in) {
      ObjectNode node = JSON.objectNode();
      int count = in.readLength(1);
      for (int i = 0; i < count; i++) {
        String name = in.readUtf8();
        node.put(name, in.readFixedLong());
      }
      return node;
    }

    private static JsonNode accumulators(CodecSchema part, DataReader in) {
      ArrayNode node = JSON.arrayNode();
      int count = in.readLength(1);
      for (int i = 0; i < count && i < part.fields().size(); i++) {
        node.add(own(part.fields().get(i).schema(), in));
      }
      return node;
    }

    private static JsonNode lanes(DataReader in) {
      ArrayNode node = JSON.arrayNode();
      int longs = in.readLength(1);
      for (int i = 0; i < longs; i++) {
        node.add(in.readLong());
      }
      int doubles = in.readLength(Double.BYTES);
      for (int i = 0; i < doubles; i++) {
        node.add(in.readDouble());
      }
      return node;
    }
  }

  /** A map: an object if its keys are texts, else a list of pairs. */
  private static final class Entries {
    private final ObjectNode object = JSON.objectNode();
    private final ArrayNode pairs = JSON.arrayNode();
    private boolean texts = true;

    void add(JsonNode key, JsonNode value) {
      texts &= key.isTextual();
      object.set(key.asText(), value);
      pairs.add(JSON.objectNode().<ObjectNode>set("key", key).set("value", value));
    }

    JsonNode node() {
      return texts ? object : pairs;
    }
  }
}
