package io.millrace.api.codec;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An enum, by the position of the constant; the schema holds the names, so a new order is a new
 * schema. Immutable.
 */
final class EnumCodec extends DerivedCodec<Object> {
  private final Class<?> type;
  private final Object[] constants;

  EnumCodec(Class<?> type, Object[] constants) {
    this.type = type;
    this.constants = constants;
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // the schema holds the order of the constants
  public void write(Object value, DataWriter out) {
    if (!type.isInstance(value)) {
      throw mismatch(type, value);
    }
    out.writeLength(((Enum<?>) value).ordinal());
  }

  @Override
  public Object read(DataReader in) {
    int ordinal = in.readLength(0);
    if (ordinal >= constants.length) {
      throw in.corrupt(
          "constant "
              + ordinal
              + " of enum "
              + type.getTypeName()
              + ", which has "
              + constants.length);
    }
    return constants[ordinal];
  }

  @Override
  public DerivedCodec<Object> reading(StoredFormat stored) {
    stored.expect("enum");
    int[] now =
        Renames.match(stored, Arrays.stream(constants).map(this::names).toList(), "the constant");
    return new ReadingCodec<>(
        this,
        in -> {
          int ordinal = in.readLength(0);
          if (ordinal >= now.length) {
            throw in.corrupt("constant " + ordinal + " of an enum which had " + now.length);
          }
          return constants[now[ordinal]];
        });
  }

  private Renames.Names names(Object constant) {
    String name = ((Enum<?>) constant).name();
    try {
      return Renames.of(name, type.getDeclaredField(name));
    } catch (NoSuchFieldException e) {
      throw new MillraceException(
          ApiError.BUG,
          "enum " + type.getTypeName() + " has no field for a constant, which Java forbids.",
          e);
    }
  }

  @Override
  CodecSchema describe(SchemaTrail trail) {
    return trail.define(this, "enum", Types.name(type), this::fields);
  }

  private List<CodecSchema.Field> fields() {
    List<CodecSchema.Field> fields = new ArrayList<>();
    for (Object constant : constants) {
      fields.add(
          new CodecSchema.Field(
              ((Enum<?>) constant).name(), false, CodecSchema.leaf("constant", 1)));
    }
    return fields;
  }
}
