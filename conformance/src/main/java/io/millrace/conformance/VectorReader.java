package io.millrace.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads files of vectors. Whole numbers are read as 64-bit integers, never as doubles. */
final class VectorReader {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private VectorReader() {}

  /** The files of a folder, sorted by name. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  /** The vectors of a file, unread; what is no file of vectors is refused. */
  static List<JsonNode> vectors(Path file) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new UnsupportedVectorException("no JSON: " + e.getOriginalMessage());
    }
    if (root.path("format").asInt() != 1) {
      throw new UnsupportedVectorException(
          "the file says \"format\": " + root.get("format") + ", the runner reads format 1");
    }
    JsonNode vectors = root.get("vectors");
    if (vectors == null || !vectors.isArray()) {
      throw new UnsupportedVectorException("the file has no array \"vectors\"");
    }
    List<JsonNode> list = new ArrayList<>();
    vectors.forEach(list::add);
    return list;
  }

  /** Reads a vector. */
  static Vector read(JsonNode node) {
    Options options = new Options("vector", node);
    Options pipeline = options.part("pipeline");
    List<String> streams = new ArrayList<>();
    node.path("pipeline").path("streams").forEach(name -> streams.add(name.asText()));
    if (streams.isEmpty() || !pipeline.has("operator")) {
      throw new UnsupportedVectorException("the pipeline lacks streams or an operator");
    }
    Vector.Order order =
        switch (options.text("order")) {
          case "multisetPerStep" -> Vector.Order.MULTISET_PER_STEP;
          case "perKeySequencePerStep" -> Vector.Order.PER_KEY_SEQUENCE_PER_STEP;
          default -> throw options.unknown("order");
        };
    List<Vector.InputStep> input = new ArrayList<>();
    node.path("input").forEach(step -> input.add(step(streams, input.size(), step)));
    return new Vector(
        options.text("name"),
        options.text("family"),
        options.has("quirk") ? options.text("quirk") : null,
        order,
        streams,
        node.path("pipeline").path("operator"),
        input,
        expected(node.path("expected")));
  }

  private static Vector.InputStep step(List<String> streams, int number, JsonNode node) {
    Options step = new Options("input[" + number + "]", node);
    if (step.has("processingTime")) {
      return new Vector.ClockMoves(step.number("processingTime"));
    }
    if (step.has("checkpoint")) {
      return new Vector.TakesCheckpoint(step.number("checkpoint"));
    }
    if (step.has("restore")) {
      return new Vector.Restores(step.number("restore"));
    }
    String stream = step.text("stream");
    if (!streams.contains(stream)) {
      throw step.unknown("stream");
    }
    if (step.has("watermark")) {
      return new Vector.Promises(stream, step.number("watermark"));
    }
    if (step.has("status")) {
      return switch (step.text("status")) {
        case "idle" -> new Vector.Turns(stream, true);
        case "active" -> new Vector.Turns(stream, false);
        default -> throw step.unknown("status");
      };
    }
    return new Vector.Arrives(stream, element(step.part("element")));
  }

  private static Element element(Options element) {
    Element read =
        new Element(
            element.text("id"),
            element.text("key"),
            element.number("value"),
            element.number("ts"),
            element.text("command", ""),
            element.number("arg", 0),
            element.text("name", ""));
    element.requireAllRead();
    return read;
  }

  private static Vector.Recording expected(JsonNode node) {
    return new Vector.Recording(
        byStep(node.path("output"), VectorReader::row),
        byStep(
            node.path("watermarks"),
            entry -> Options.exactLong("watermark", entry.path("watermark"))),
        node.has("late") ? byStep(node.path("late"), entry -> entry.path("id").asText()) : null,
        node.has("statuses")
            ? byStep(node.path("statuses"), entry -> entry.path("status").asText())
            : null);
  }

  private static <T> SortedMap<Integer, List<T>> byStep(
      JsonNode entries, Function<JsonNode, T> read) {
    SortedMap<Integer, List<T>> bySteps = new TreeMap<>();
    for (JsonNode entry : entries) {
      int step = Math.toIntExact(Options.exactLong("step", entry.path("step")));
      bySteps.computeIfAbsent(step, any -> new ArrayList<>()).add(read.apply(entry));
    }
    return bySteps;
  }

  private static Row row(JsonNode node) {
    Row row = Row.empty();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      row = row.with(field.getKey(), value(field.getValue()));
    }
    return row.without("step");
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isNull()) {
      return null;
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    return Options.exactLong("a number of the output", node);
  }
}
