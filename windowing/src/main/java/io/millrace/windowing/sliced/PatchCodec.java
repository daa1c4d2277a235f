package io.millrace.windowing.sliced;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import io.millrace.windowing.lanes.Frozen;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stores the patches of a key in their order. */
final class PatchCodec implements Codec<Patch> {
  private final Codec<@Nullable Object> accumulators;

  private PatchCodec(Codec<@Nullable Object> accumulators) {
    this.accumulators = accumulators;
  }

  static PatchCodec of(Codec<Object> accumulators) {
    return new PatchCodec(Codecs.nullable(accumulators));
  }

  @Override
  public void write(Patch value, DataWriter out) {
    int count = 0;
    for (Patch p = value; p != null; p = p.next()) {
      count++;
    }
    out.writeLength(count);
    for (Patch p = value; p != null; p = p.next()) {
      out.writeLong(p.from());
      out.writeLong(p.to());
      accumulators.write(p.accumulator(), out);
    }
  }

  @Override
  public Patch read(DataReader in) {
    int count = in.readLength(3);
    ArrayDeque<Patch> reversed = new ArrayDeque<>();
    for (int i = 0; i < count; i++) {
      long from = in.readLong();
      long to = in.readLong();
      reversed.push(new Patch(from, to, Frozen.known(accumulators.read(in)), null));
    }
    Patch head = null;
    for (Patch patch : reversed) {
      head = patch.before(head);
    }
    if (head == null) {
      throw in.corrupt("a key without patches");
    }
    return head;
  }

  @Override
  public Codec<Patch> reading(StoredFormat stored) {
    stored.expect("window-patches");
    return new PatchCodec(stored.part("accumulator", accumulators));
  }

  @Override
  public CodecSchema schema() {
    return new CodecSchema(
        "window-patches",
        "",
        1,
        List.of(new CodecSchema.Field("accumulator", true, accumulators.schema())));
  }
}
