package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.function.Mapper;
import java.lang.reflect.RecordComponent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a result as one line of text (in CSV, one record). Immutable; shared by all subtasks. */
@FunctionalInterface
interface LineEncoder<T> {
  /** The text of a result, without a line end. */
  String encode(T value);

  /** What stands at the head of every file, without a line end; {@code null} for nothing. */
  default @Nullable String header() {
    return null;
  }

  /** The line a function makes. */
  static <T> LineEncoder<T> lines(Mapper<T, String> format) {
    return format::apply;
  }

  /** JSON on one line. */
  static <T> LineEncoder<T> json() {
    ObjectWriter writer = Json.MAPPER.writer();
    return value -> {
      try {
        return writer.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        // The exception is left behind on purpose: its message may quote the value.
        throw new MillraceException(
            ApiError.SINK_FAILED,
            "a result of type "
                + value.getClass().getName()
                + " has no JSON: "
                + InvalidRecordException.thrown("Jackson", e.getCause() == null ? e : e.getCause())
                + ". Map it to a record of plain values first.");
      }
    };
  }

  /** CSV with a header of the component names, which {@link CsvFormat} reads back as it was. */
  static <T extends Record> LineEncoder<T> csv(RecordShape<T> shape) {
    return new Csv<>(shape);
  }

  /** Quotes a cell where it has to be, as RFC 4180 has it. */
  final class Csv<T extends Record> implements LineEncoder<T> {
    private final RecordShape<T> shape;
    private final List<Cell> cells;

    private Csv(RecordShape<T> shape) {
      this.shape = shape;
      this.cells =
          shape.components().stream()
              .map(component -> Cells.of(component, Timestamps.ISO))
              .toList();
    }

    @Override
    public String header() {
      StringBuilder line = new StringBuilder();
      for (RecordComponent component : shape.components()) {
        if (!line.isEmpty()) {
          line.append(',');
        }
        append(line, component.getName());
      }
      return line.toString();
    }

    @Override
    public String encode(T value) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < cells.size(); i++) {
        if (i > 0) {
          line.append(',');
        }
        append(line, cells.get(i).print(shape.get(value, i)));
      }
      // A record of one blank cell would read as a blank line.
      return cells.size() == 1 && line.toString().isBlank() ? "\"" + line + "\"" : line.toString();
    }

    private static void append(StringBuilder line, String cell) {
      boolean plain = true;
      for (int i = 0; i < cell.length() && plain; i++) {
        char c = cell.charAt(i);
        plain = c != ',' && c != '"' && c != '\n' && c != '\r';
      }
      if (plain) {
        line.append(cell);
      } else {
        line.append('"').append(cell.replace("\"", "\"\"")).append('"');
      }
    }
  }
}
