package io.millrace.windowing.session;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import io.millrace.windowing.lanes.Frozen;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores the sessions of a key that lie outside the columns. Their slot is not stored. */
final class SessionsCodec implements Codec<List<Session>> {
  private final Codec<@Nullable Object> accumulators;

  private SessionsCodec(Codec<@Nullable Object> accumulators) {
    this.accumulators = accumulators;
  }

  static SessionsCodec of(Codec<Object> accumulators) {
    return new SessionsCodec(Codecs.nullable(accumulators));
  }

  @Override
  public void write(List<Session> value, DataWriter out) {
    out.writeLength(value.size());
    for (Session session : value) {
      out.writeFixedLong(session.startMs());
      out.writeFixedLong(session.endMs());
      out.writeBoolean(session.sealed());
      out.writeLong(session.count());
      accumulators.write(session.accumulator(), out);
    }
  }

  @Override
  public List<Session> read(DataReader in) {
    int size = in.readLength(2 * Long.BYTES + 3);
    List<Session> read = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      long startMs = in.readFixedLong();
      long endMs = in.readFixedLong();
      boolean sealed = in.readBoolean();
      long count = in.readLong();
      if (startMs >= endMs || count < 1) {
        throw in.corrupt("a session without an event, or that ends before it starts");
      }
      Object accumulator = Frozen.known(accumulators.read(in));
      read.add(new Session(Session.NO_SLOT, startMs, endMs, sealed, accumulator, count));
    }
    return read;
  }

  @Override
  public Codec<List<Session>> reading(StoredFormat stored) {
    stored.expect("sessions");
    return new SessionsCodec(stored.part("accumulator", accumulators));
  }

  @Override
  public CodecSchema schema() {
    return new CodecSchema(
        "sessions",
        "",
        1,
        List.of(new CodecSchema.Field("accumulator", true, accumulators.schema())));
  }
}
