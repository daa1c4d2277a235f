package io.millrace.api.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads past values of types that the program no longer has, by their schema alone. */
final class Skipping {
  private final Map<CodecSchema, Link> links = new HashMap<>();

  private Skipping() {}

  /** Reads past one value. */
  @FunctionalInterface
  interface Skip {
    void past(DataReader in);
  }

  /** Stands for a type inside itself. */
  private static final class Link implements Skip {
    private @Nullable Skip target;

    @Override
    public void past(DataReader in) {
      Skip linked = target;
      if (linked == null) {
        throw new AssertionError("used before it was linked");
      }
      in.enter();
      linked.past(in);
      in.exit();
    }
  }

  /**
   * Reads past values of that format.
   *
   * @throws io.millrace.api.error.MillraceException if a registered codec wrote a part of it: only
   *     that codec knows where it ends
   */
  static Skip of(StoredFormat stored) {
    return new Skipping().skip(stored);
  }

  private Skip skip(StoredFormat stored) {
    CodecSchema schema = stored.schema();
    LeafCodec<?> leaf = schema.version() == 1 ? LeafCodecs.ofFormat(schema.id()) : null;
    if (leaf != null) {
      return leaf::read;
    }
    return switch (schema.id()) {
      case "record", "sealed" -> named(stored);
      case "enum" -> in -> in.readLength(0);
      case "list", "set", "array", "map" -> {
        List<Skip> parts = parts(stored);
        yield in -> elements(in, parts);
      }
      case "optional", "nullable" -> {
        List<Skip> parts = parts(stored);
        yield in -> {
          if (in.readBoolean()) {
            parts.get(0).past(in);
          }
        };
      }
      default ->
          throw stored.refuse(
              "it is gone, and only the codec that wrote it knows where it ends. Keep the component"
                  + " until no old state is left");
    };
  }

  private Skip named(StoredFormat stored) {
    CodecSchema schema = stored.schema();
    Link known = links.get(schema);
    if (known != null) {
      return known;
    }
    Link link = new Link();
    links.put(schema, link);
    List<Skip> parts = parts(stored);
    Skip skip =
        schema.id().equals("record")
            ? in -> components(in, schema.fields(), parts)
            : in -> subtype(in, parts);
    link.target = skip;
    return skip;
  }

  private List<Skip> parts(StoredFormat stored) {
    List<Skip> parts = new ArrayList<>();
    stored.schema().fields().forEach(field -> parts.add(skip(stored.at(field))));
    return parts;
  }

  private static void components(DataReader in, List<CodecSchema.Field> fields, List<Skip> parts) {
    int nullBits = (int) fields.stream().filter(CodecSchema.Field::nullable).count();
    int bits = in.skip(fields.isEmpty() ? 1 : (nullBits + 7) / 8);
    int bit = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (!fields.get(i).nullable() || !in.bit(bits, bit++)) {
        parts.get(i).past(in);
      }
    }
  }

  private static void subtype(DataReader in, List<Skip> parts) {
    int tag = in.readLength(0);
    if (tag >= parts.size()) {
      throw in.corrupt("subtype " + tag + " of a sealed type which had " + parts.size());
    }
    parts.get(tag).past(in);
  }

  private static void elements(DataReader in, List<Skip> parts) {
    int flagged = in.readFlaggedLength(parts.size());
    boolean nulls = (flagged & 1) == 1;
    for (int left = flagged >>> 1; left > 0; left--) {
      for (Skip part : parts) {
        if (!nulls || in.readBoolean()) {
          part.past(in);
        }
      }
    }
  }
}
