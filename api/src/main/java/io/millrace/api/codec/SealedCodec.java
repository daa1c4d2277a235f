package io.millrace.api.codec;

import io.millrace.api.type.Types;
import java.util.ArrayList;
import java.util.List;

/** A sealed type: the position of the subtype in the declaration, then the value. Immutable. */
final class SealedCodec extends DerivedCodec<Object> {

  /** One permitted subtype. */
  record Variant(Class<?> type, Codec<Object> codec) {}

  private final Class<?> type;
  private final List<Variant> variants;
  private final ClassValue<Integer> tags =
      new ClassValue<>() {
        @Override
        protected Integer computeValue(Class<?> concrete) {
          return findTag(concrete);
        }
      };

  SealedCodec(Class<?> type, List<Variant> variants) {
    this.type = type;
    this.variants = List.copyOf(variants);
  }

  private Integer findTag(Class<?> concrete) {
    for (int i = 0; i < variants.size(); i++) {
      if (variants.get(i).type().isAssignableFrom(concrete)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void write(Object value, DataWriter out) {
    int tag = type.isInstance(value) ? tags.get(value.getClass()) : -1;
    if (tag < 0) {
      throw mismatch(type, value);
    }
    out.writeLength(tag);
    variants.get(tag).codec().write(value, out);
  }

  @Override
  public Object read(DataReader in) {
    int tag = in.readLength(0);
    if (tag >= variants.size()) {
      throw in.corrupt(
          "subtype " + tag + " of sealed " + type.getTypeName() + ", which has " + variants.size());
    }
    return variants.get(tag).codec().read(in);
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("sealed");
    int[] now =
        Renames.match(
            stored,
            variants.stream()
                .map(variant -> Renames.of(Types.name(variant.type()), variant.type()))
                .toList(),
            "the subtype");
    List<Codec<Object>> readers = new ArrayList<>();
    for (int tag = 0; tag < now.length; tag++) {
      StoredFormat variant = stored.at(stored.schema().fields().get(tag));
      readers.add(variant.as(variants.get(now[tag]).codec()));
    }
    return new ReadingCodec<>(
        this,
        in -> {
          int tag = in.readLength(0);
          if (tag >= readers.size()) {
            throw in.corrupt("subtype " + tag + " of a sealed type which had " + readers.size());
          }
          return readers.get(tag).read(in);
        });
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return trail.define(this, "sealed", Types.name(type), () -> fields(trail));
  }

  private List<CodecSchema.Field> fields(SchemaTrail trail) {
    List<CodecSchema.Field> fields = new ArrayList<>();
    for (Variant variant : variants) {
      fields.add(trail.field(Types.name(variant.type()), false, variant.codec()));
    }
    return fields;
  }
}
