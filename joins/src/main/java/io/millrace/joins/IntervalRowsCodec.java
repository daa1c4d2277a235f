package io.millrace.joins;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;

/**
 * Stores what an interval join keeps for a key. Immutable.
 *
 * @param values the codecs of both sides
 * @param tracksLeft left rows know whether they have found a partner
 * @param tracksRight right rows do
 * @param pairs false for an anti join, which keeps no values of the right side
 */
record IntervalRowsCodec(SideCodecs values, boolean tracksLeft, boolean tracksRight, boolean pairs)
    implements Codec<IntervalRows> {
  @Override
  public void write(IntervalRows rows, DataWriter out) {
    out.writeLong(rows.deadlineMs);
    write(rows.left, values.left(), out);
    write(rows.right, values.right(), out);
  }

  private static void write(TimedRows rows, Codec<Object> codec, DataWriter out) {
    out.writeLength(rows.size());
    for (int i = rows.first(); i < rows.end(); i++) {
      out.writeLong(rows.timeMs(i));
      out.writeBoolean(rows.matched(i));
      Object value = rows.value(i);
      out.writeBoolean(value != null);
      if (value != null) {
        codec.write(value, out);
      }
    }
  }

  @Override
  public IntervalRows read(DataReader in) {
    IntervalRows rows = new IntervalRows(tracksLeft, tracksRight);
    rows.deadlineMs = in.readLong();
    read(rows.left, values.left(), in);
    read(rows.right, values.right(), in);
    return rows;
  }

  private static void read(TimedRows rows, Codec<Object> codec, DataReader in) {
    int count = in.readLength(3);
    for (int i = 0; i < count; i++) {
      long timeMs = in.readLong();
      boolean matched = in.readBoolean();
      rows.add(timeMs, in.readBoolean() ? codec.read(in) : null, matched);
    }
  }

  @Override
  public Codec<IntervalRows> reading(StoredFormat stored) {
    return new IntervalRowsCodec(values.reading(stored, format()), tracksLeft, tracksRight, pairs);
  }

  @Override
  public CodecSchema schema() {
    return values.schema(format());
  }

  /** What was kept for one kind of join does not serve another that needs to know more. */
  private String format() {
    String kept = (tracksLeft ? "+left" : "") + (tracksRight ? "+right" : "");
    return "interval-join-rows" + kept + (pairs ? "" : "-values");
  }
}
