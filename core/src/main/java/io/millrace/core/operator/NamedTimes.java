package io.millrace.core.operator;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import java.util.Arrays;
import java.util.List;

/**
 * The times of one key's timers by name. A key has few, so a search through an array beats a map.
 */
final class NamedTimes {
  private static final int MISSING = -1;

  private String[] names = new String[1];
  private long[] times = new long[1];
  private int count;

  int find(String name) {
    for (int i = 0; i < count; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return MISSING;
  }

  static boolean isMissing(int place) {
    return place == MISSING;
  }

  long timeAt(int place) {
    return times[place];
  }

  void timeAt(int place, long timeMs) {
    times[place] = timeMs;
  }

  void add(String name, long timeMs) {
    if (count == names.length) {
      names = Arrays.copyOf(names, count * 2);
      times = Arrays.copyOf(times, count * 2);
    }
    names[count] = name;
    times[count++] = timeMs;
  }

  /** Removes a place; the last one takes it. */
  @SuppressWarnings("NullAway") // places at and after count hold nothing by design
  void removeAt(int place) {
    count--;
    names[place] = names[count];
    times[place] = times[count];
    names[count] = null;
  }

  boolean isEmpty() {
    return count == 0;
  }

  static Codec<NamedTimes> codec() {
    return new TimesCodec();
  }

  private static final class TimesCodec implements Codec<NamedTimes> {
    @Override
    public void write(NamedTimes value, DataWriter out) {
      out.writeLength(value.count);
      for (int i = 0; i < value.count; i++) {
        out.writeUtf8(value.names[i]);
        out.writeFixedLong(value.times[i]);
      }
    }

    @Override
    public NamedTimes read(DataReader in) {
      int count = in.readLength(Long.BYTES + 1);
      NamedTimes value = new NamedTimes();
      for (int i = 0; i < count; i++) {
        String name = in.readUtf8();
        value.add(name, in.readFixedLong());
      }
      return value;
    }

    @Override
    public CodecSchema schema() {
      return new CodecSchema(
          "timer-times",
          "",
          1,
          List.of(
              new CodecSchema.Field("name", false, CodecSchema.leaf("string", 1)),
              new CodecSchema.Field("time", false, CodecSchema.leaf("fixed-long", 1))));
    }
  }
}
