package io.millrace.api.codec;

import io.millrace.api.type.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The codecs of the JDK's value types. Immutable. */
final class LeafCodecs {
  private static final Map<Class<?>, LeafCodec<?>> ALL = build();

  private static final Map<String, LeafCodec<?>> BY_FORMAT =
      ALL.values().stream().collect(Collectors.toUnmodifiableMap(LeafCodec::id, codec -> codec));

  private LeafCodecs() {}

  /** The codec of a class or of a primitive's box; null if there is none. */
  static @Nullable LeafCodec<?> find(Class<?> type) {
    return ALL.get(Types.rawClass(Types.box(type)));
  }

  /** The codec of a format; null if there is none. */
  static @Nullable LeafCodec<?> ofFormat(String id) {
    return BY_FORMAT.get(id);
  }

  private static Map<Class<?>, LeafCodec<?>> build() {
    Map<Class<?>, LeafCodec<?>> all = new HashMap<>();
    addNumbers(all);
    addTexts(all);
    addTimes(all);
    addZones(all);
    addOptionals(all);
    PrimitiveArrays.addTo(all);
    return Map.copyOf(all);
  }

  static <T> void add(
      Map<Class<?>, LeafCodec<?>> all,
      String id,
      Class<T> type,
      BiConsumer<T, DataWriter> writer,
      Function<DataReader, T> reader) {
    all.put(type, new LeafCodec<>(id, type, writer, reader));
  }

  private static void addNumbers(Map<Class<?>, LeafCodec<?>> all) {
    add(all, "boolean", Boolean.class, (v, out) -> out.writeBoolean(v), DataReader::readBoolean);
    add(all, "byte", Byte.class, (v, out) -> out.writeByte(v), DataReader::readByte);
    add(all, "short", Short.class, (v, out) -> out.writeInt(v), LeafCodecs::readShort);
    add(all, "char", Character.class, (v, out) -> out.writeLength(v), LeafCodecs::readChar);
    add(all, "int", Integer.class, (v, out) -> out.writeInt(v), DataReader::readInt);
    add(all, "long", Long.class, (v, out) -> out.writeLong(v), DataReader::readLong);
    add(
        all,
        "float",
        Float.class,
        (v, out) -> out.writeFixedInt(Float.floatToRawIntBits(v)),
        in -> Float.intBitsToFloat(in.readFixedInt()));
    add(all, "double", Double.class, (v, out) -> out.writeDouble(v), DataReader::readDouble);
    add(
        all,
        "integer",
        BigInteger.class,
        (v, out) -> out.writeBytes(v.toByteArray()),
        in -> new BigInteger(in.readBytes()));
    add(
        all,
        "decimal",
        BigDecimal.class,
        (v, out) -> {
          out.writeInt(v.scale());
          out.writeBytes(v.unscaledValue().toByteArray());
        },
        in -> {
          int scale = in.readInt();
          return new BigDecimal(new BigInteger(in.readBytes()), scale);
        });
  }

  private static short readShort(DataReader in) {
    int value = in.readInt();
    if (value != (short) value) {
      throw in.corrupt("a short has more than 16 bits");
    }
    return (short) value;
  }

  private static char readChar(DataReader in) {
    int value = in.readLength(0);
    if (value > Character.MAX_VALUE) {
      throw in.corrupt("a char has more than 16 bits");
    }
    return (char) value;
  }

  private static void addTexts(Map<Class<?>, LeafCodec<?>> all) {
    add(all, "string", String.class, (v, out) -> out.writeUtf8(v), DataReader::readUtf8);
    add(
        all,
        "uuid",
        UUID.class,
        (v, out) -> {
          out.writeFixedLong(v.getMostSignificantBits());
          out.writeFixedLong(v.getLeastSignificantBits());
        },
        in -> {
          long most = in.readFixedLong();
          return new UUID(most, in.readFixedLong());
        });
  }

  private static void addTimes(Map<Class<?>, LeafCodec<?>> all) {
    add(
        all,
        "instant",
        Instant.class,
        (v, out) -> {
          out.writeLong(v.getEpochSecond());
          out.writeInt(v.getNano());
        },
        in -> {
          long seconds = in.readLong();
          return Instant.ofEpochSecond(seconds, readNano(in));
        });
    add(
        all,
        "duration",
        Duration.class,
        (v, out) -> {
          out.writeLong(v.getSeconds());
          out.writeInt(v.getNano());
        },
        in -> {
          long seconds = in.readLong();
          return Duration.ofSeconds(seconds, readNano(in));
        });
    add(
        all,
        "period",
        Period.class,
        (v, out) -> {
          out.writeInt(v.getYears());
          out.writeInt(v.getMonths());
          out.writeInt(v.getDays());
        },
        in -> {
          int years = in.readInt();
          int months = in.readInt();
          return Period.of(years, months, in.readInt());
        });
    addDates(all);
  }

  private static void addDates(Map<Class<?>, LeafCodec<?>> all) {
    add(all, "date", LocalDate.class, LeafCodecs::writeDate, LeafCodecs::readDate);
    add(all, "time", LocalTime.class, LeafCodecs::writeTime, LeafCodecs::readTime);
    add(all, "datetime", LocalDateTime.class, LeafCodecs::writeDateTime, LeafCodecs::readDateTime);
    add(
        all,
        "year",
        Year.class,
        (v, out) -> out.writeInt(v.getValue()),
        in -> Year.of(in.readInt()));
    add(
        all,
        "yearmonth",
        YearMonth.class,
        (v, out) -> {
          out.writeInt(v.getYear());
          out.writeByte(v.getMonthValue());
        },
        in -> {
          int year = in.readInt();
          return YearMonth.of(year, in.readByte());
        });
  }

  private static int readNano(DataReader in) {
    int nano = in.readInt();
    if (nano < 0 || nano > 999_999_999) {
      throw in.corrupt("nanoseconds do not lie in [0, 999999999]");
    }
    return nano;
  }

  private static void writeDate(LocalDate value, DataWriter out) {
    out.writeLong(value.toEpochDay());
  }

  private static LocalDate readDate(DataReader in) {
    return LocalDate.ofEpochDay(in.readLong());
  }

  private static void writeTime(LocalTime value, DataWriter out) {
    out.writeLong(value.toNanoOfDay());
  }

  private static LocalTime readTime(DataReader in) {
    return LocalTime.ofNanoOfDay(in.readLong());
  }

  private static void writeDateTime(LocalDateTime value, DataWriter out) {
    writeDate(value.toLocalDate(), out);
    writeTime(value.toLocalTime(), out);
  }

  private static LocalDateTime readDateTime(DataReader in) {
    LocalDate date = readDate(in);
    return LocalDateTime.of(date, readTime(in));
  }

  private static void addZones(Map<Class<?>, LeafCodec<?>> all) {
    add(
        all,
        "zone",
        ZoneId.class,
        (v, out) -> out.writeUtf8(v.getId()),
        in -> ZoneId.of(in.readUtf8()));
    add(all, "offset", ZoneOffset.class, LeafCodecs::writeOffset, LeafCodecs::readOffset);
    add(
        all,
        "offset-datetime",
        OffsetDateTime.class,
        (v, out) -> {
          writeDateTime(v.toLocalDateTime(), out);
          writeOffset(v.getOffset(), out);
        },
        in -> {
          LocalDateTime local = readDateTime(in);
          return OffsetDateTime.of(local, readOffset(in));
        });
    add(
        all,
        "zoned-datetime",
        ZonedDateTime.class,
        (v, out) -> {
          writeDateTime(v.toLocalDateTime(), out);
          writeOffset(v.getOffset(), out);
          out.writeUtf8(v.getZone().getId());
        },
        in -> {
          LocalDateTime local = readDateTime(in);
          ZoneOffset offset = readOffset(in);
          // Keeps the instant, even if the rules of the zone have changed since it was written.
          return ZonedDateTime.ofInstant(local, offset, ZoneId.of(in.readUtf8()));
        });
  }

  private static void writeOffset(ZoneOffset value, DataWriter out) {
    out.writeInt(value.getTotalSeconds());
  }

  private static ZoneOffset readOffset(DataReader in) {
    return ZoneOffset.ofTotalSeconds(in.readInt());
  }

  private static void addOptionals(Map<Class<?>, LeafCodec<?>> all) {
    add(
        all,
        "optional-int",
        OptionalInt.class,
        (v, out) -> {
          out.writeBoolean(v.isPresent());
          v.ifPresent(out::writeInt);
        },
        in -> in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty());
    add(
        all,
        "optional-long",
        OptionalLong.class,
        (v, out) -> {
          out.writeBoolean(v.isPresent());
          v.ifPresent(out::writeLong);
        },
        in -> in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty());
    add(
        all,
        "optional-double",
        OptionalDouble.class,
        (v, out) -> {
          out.writeBoolean(v.isPresent());
          v.ifPresent(out::writeDouble);
        },
        in -> in.readBoolean() ? OptionalDouble.of(in.readDouble()) : OptionalDouble.empty());
  }
}
