package io.millrace.windowing.general;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import io.millrace.windowing.general.OpenEvents.Entry;
import java.util.List;

/** Stores the events of a key's open sessions. */
final class OpenEventsCodec<T> implements Codec<OpenEvents<T>> {
  private final Codec<T> events;

  OpenEventsCodec(Codec<T> events) {
    this.events = events;
  }

  @Override
  public void write(OpenEvents<T> value, DataWriter out) {
    out.writeFixedLong(value.firedUpTo);
    out.writeFixedLong(value.timerMs);
    out.writeLength(value.size());
    for (int i = 0; i < value.size(); i++) {
      Entry<T> entry = value.at(i);
      out.writeFixedLong(entry.timeMs());
      out.writeBoolean(entry.ends());
      events.write(entry.value(), out);
    }
  }

  @Override
  public OpenEvents<T> read(DataReader in) {
    OpenEvents<T> value = new OpenEvents<>();
    value.firedUpTo = in.readFixedLong();
    value.timerMs = in.readFixedLong();
    int size = in.readLength(Long.BYTES + 2);
    for (int i = 0; i < size; i++) {
      long timeMs = in.readFixedLong();
      boolean ends = in.readBoolean();
      value.add(new Entry<>(events.read(in), timeMs, ends));
    }
    return value;
  }

  @Override
  public Codec<OpenEvents<T>> reading(StoredFormat stored) {
    stored.expect("open-events");
    return new OpenEventsCodec<>(stored.part("event", events));
  }

  @Override
  public CodecSchema schema() {
    return new CodecSchema(
        "open-events", "", 1, List.of(new CodecSchema.Field("event", false, events.schema())));
  }
}
