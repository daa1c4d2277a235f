package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The byte format of a codec as plain data: it can be stored beside the bytes, compared and
 * printed. {@code Codecs.of(CodecSchema.class)} stores it.
 *
 * <p>A schema is a tree. A record, enum or sealed type that occurs again is named by a {@code
 * ref#n}: the n-th such type in the order of first occurrence, counted from 0. So recursive types
 * have a finite schema.
 *
 * <ul>
 *   <li><b>Threads:</b> immutable.
 *   <li><b>Cost:</b> {@link #fingerprint()} and {@link #describe()} walk the tree at each call.
 *   <li><b>Stability:</b> the name and package of a class are not part of the fingerprint (only
 *       {@link #label}), so moving or renaming a record keeps its state. Names and order of
 *       components, of enum constants and of the subtypes of a sealed type are.
 * </ul>
 *
 * @param id the format, such as {@code long}, {@code list}, {@code record}; a registered codec
 *     chooses its own
 * @param label a name for people, such as the class's simple name; empty if the id says it all
 * @param version the version of the format with this id, from 1
 * @param fields the parts: components, elements, constants or subtypes
 */
public record CodecSchema(String id, String label, int version, List<Field> fields) {

  private static final Set<String> VALUES =
      Set.of(
          "boolean",
          "byte",
          "short",
          "char",
          "int",
          "long",
          "float",
          "double",
          "string",
          "instant",
          "duration",
          "uuid",
          "date",
          "time",
          "datetime",
          "decimal",
          "integer");

  /** Copies the list. */
  public CodecSchema {
    fields = List.copyOf(fields);
  }

  /**
   * One part of a schema.
   *
   * @param name its name in the program
   * @param nullable whether a null can be stored here
   * @param schema its format
   */
  public record Field(String name, boolean nullable, CodecSchema schema) {}

  /** A format without parts. */
  public static CodecSchema leaf(String id, int version) {
    return new CodecSchema(id, "", version, List.of());
  }

  /** A part that cannot be null. */
  public static Field part(String name, CodecSchema schema) {
    return new Field(name, false, schema);
  }

  /** True for values that are only ever replaced, as far as their schema tells. */
  public boolean neverChanges() {
    return switch (id) {
      case "enum" -> true;
      case "record", "sealed", "optional" ->
          fields.stream().allMatch(field -> field.schema().neverChanges());
      default -> VALUES.contains(id);
    };
  }

  /** The first 64 bits of a SHA-256 over everything but the labels, as 16 hexadecimal digits. */
  public String fingerprint() {
    StringBuilder text = new StringBuilder();
    appendCanonical(text);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, Long.BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new MillraceException(
          ApiError.BUG,
          "this Java has no SHA-256, which every Java must have. Use another JDK.",
          e);
    }
  }

  private void appendCanonical(StringBuilder text) {
    quote(id, text);
    text.append('/').append(version).append('{');
    for (Field field : fields) {
      quote(field.name(), text);
      text.append(field.nullable() ? "?:" : ":");
      field.schema().appendCanonical(text);
      text.append(',');
    }
    text.append('}');
  }

  private static void quote(String name, StringBuilder text) {
    text.append(name.length()).append('"').append(name).append('"');
  }

  /**
   * The schema over several lines, for people:
   *
   * <pre>
   * record Cart
   *   user: string?
   *   lines: list?
   *     element: record Line?
   * </pre>
   *
   * A question mark means that null can be stored.
   */
  public String describe() {
    StringBuilder text = new StringBuilder();
    appendDescription("", false, "", text);
    return text.toString();
  }

  private void appendDescription(String name, boolean nullable, String indent, StringBuilder text) {
    text.append(indent).append(name).append(name.isEmpty() ? "" : ": ").append(id);
    if (version != 1) {
      text.append(" v").append(version);
    }
    text.append(label.isEmpty() ? "" : " ").append(label).append(nullable ? "?" : "").append('\n');
    for (Field field : fields) {
      field.schema().appendDescription(field.name(), field.nullable(), indent + "  ", text);
    }
  }
}
