package io.millrace.connector.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CSV whose header names the components of a record. */
final class CsvFormat<T extends Record> implements RecordFormat<T> {
  private static final CsvFactory FACTORY =
      CsvFactory.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

  private final RecordShape<T> shape;
  private final char delimiter;
  private final Timestamps timestamps;
  private final CsvSchema schema;
  private final List<Cell> cells;

  CsvFormat(RecordShape<T> shape, char delimiter, Timestamps timestamps) {
    this.shape = shape;
    this.delimiter = delimiter;
    this.timestamps = timestamps;
    this.schema = CsvSchema.emptySchema().withColumnSeparator(delimiter);
    this.cells =
        shape.components().stream().map(component -> Cells.of(component, timestamps)).toList();
  }

  @Override
  public Type type() {
    return shape.type();
  }

  @Override
  public int delimiter() {
    return delimiter;
  }

  @Override
  public boolean hasHeader() {
    return true;
  }

  @Override
  public RecordFormat<T> withDelimiter(char newDelimiter) {
    if (newDelimiter >= 128
        || newDelimiter == '"'
        || newDelimiter == '\r'
        || newDelimiter == '\n'
        || Character.isLetterOrDigit(newDelimiter)) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          "the delimiter must be an ASCII character that is no letter, digit, quote or line"
              + " end, was U+"
              + Integer.toHexString(newDelimiter)
              + ".");
    }
    return new CsvFormat<>(shape, newDelimiter, timestamps);
  }

  @Override
  public RecordFormat<T> withTimestamps(String pattern, ZoneId zone) {
    return new CsvFormat<>(shape, delimiter, Timestamps.of(pattern, zone));
  }

  @Override
  public RecordParser<T> parser(@Nullable String header) throws InvalidRecordException {
    List<String> names = header == null ? List.of() : split(header);
    int[] columns = new int[cells.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(shape.components().get(i), names);
    }
    return new Parser(names, columns);
  }

  private int column(RecordComponent component, List<String> names) throws InvalidRecordException {
    String wanted = component.getName();
    String plain = Cells.simplified(wanted);
    int found = -1;
    int matches = 0;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i).strip();
      if (name.equals(wanted)) {
        return i;
      }
      if (Cells.simplified(name).equals(plain)) {
        found = i;
        matches++;
      }
    }
    if (matches == 1) {
      return found;
    }
    throw new InvalidRecordException(
        null,
        "the header has "
            + (matches == 0 ? "no column" : matches + " columns")
            + " for component '"
            + wanted
            + "' of "
            + shape.type().getSimpleName()
            + "; its columns are "
            + names
            + ". Rename the component or the column; case and underscores do not matter");
  }

  private List<String> split(String text) throws InvalidRecordException {
    List<String> found = new ArrayList<>();
    try (CsvParser parser = FACTORY.createParser(text)) {
      parser.setSchema(schema);
      parser.nextToken();
      parser.nextToken();
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        found.add(parser.getText());
      }
      return found;
    } catch (JsonProcessingException e) {
      throw new InvalidRecordException(
          null,
          "is not CSV behind cell "
              + found.size()
              + ": a quoted cell must be followed by '"
              + delimiter
              + "' or the end of the line");
    } catch (IOException e) {
      throw new MillraceException(ApiError.BUG, "reading from a text in memory failed.", e);
    }
  }

  /** Parses the records of one file. */
  private final class Parser implements RecordParser<T> {
    private final List<String> names;
    private final int[] columns;
    private final @Nullable Object[] values;

    Parser(List<String> names, int[] columns) {
      this.names = names;
      this.columns = columns;
      this.values = new Object[columns.length];
    }

    @Override
    public @Nullable T parse(String text) throws InvalidRecordException {
      if (text.isBlank() && text.indexOf(delimiter) < 0) {
        return null;
      }
      List<String> texts = split(text);
      if (texts.size() != names.size()) {
        throw new InvalidRecordException(
            null, "has " + texts.size() + " cells where the header has " + names.size());
      }
      for (int i = 0; i < columns.length; i++) {
        try {
          values[i] = cells.get(i).parse(texts.get(columns[i]));
        } catch (InvalidRecordException e) {
          throw new InvalidRecordException(names.get(columns[i]).strip(), e.reason());
        }
      }
      return shape.create(values);
    }
  }
}
