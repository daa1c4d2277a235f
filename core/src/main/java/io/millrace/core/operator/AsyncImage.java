package io.millrace.core.operator;

import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecEvolution;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AsyncOperator} keeps back, in bytes: events and watermarks in their order. Results
 * are not in it, as they have no codec: the calls are made again. An event that failed for good is
 * in it without its value, as its dead letter is out already.
 *
 * @param <T> the events
 */
final class AsyncImage<T> {
  private static final int FORMAT = 1;
  private static final Codec<CodecSchema> SCHEMAS = Codecs.of(CodecSchema.class);

  private final OperatorContext context;
  private final @Nullable Codec<T> codec;

  AsyncImage(OperatorContext context, @Nullable Codec<T> codec) {
    this.context = context;
    this.codec = codec;
  }

  <R> byte[] write(AsyncOrder<T, R> order) {
    DataWriter out = DataWriter.create();
    out.writeInt(FORMAT);
    out.writeLong(order.released());
    Codec<T> values = order.isEmpty() ? codec : known();
    out.writeBoolean(values != null);
    if (values == null) {
      return out.toByteArray();
    }
    SCHEMAS.write(values.schema(), out);
    out.writeLength(order.segments().size());
    for (AsyncOrder.Segment<T, R> segment : order.segments()) {
      out.writeLength(segment.size());
      for (AsyncEvent<T, R> event = segment.first(); event != null; event = event.after) {
        write(event, values, out);
      }
      out.writeBoolean(segment.closed());
      if (segment.closed()) {
        out.writeLong(segment.watermarkMs());
      }
    }
    return out.toByteArray();
  }

  private <R> void write(AsyncEvent<T, R> event, Codec<T> values, DataWriter out) {
    out.writeUtf8(context.splitName(event.split));
    out.writeLong(event.offset);
    out.writeLong(event.timeMs);
    out.writeLong(event.watermarkMs);
    out.writeInt(event.failures);
    out.writeBoolean(event.gone());
    if (!event.gone()) {
      values.write(event.value, out);
    }
  }

  /**
   * Fills {@code order}, which is new, from what one subtask wrote, or several. Of several, the
   * watermarks in between belong to different events and are left out: the operator's own watermark
   * follows in the end. None may be above that: with another number of subtasks this one reads
   * splits that are behind those of the one whose image it is given. Gives the events in the order
   * they are to be asked for.
   */
  <R> List<AsyncEvent<T, R>> read(List<byte[]> images, AsyncOrder<T, R> order) {
    List<AsyncEvent<T, R>> events = new ArrayList<>();
    long released = EventTimes.MAX;
    for (byte[] image : images) {
      DataReader in = DataReader.of(image);
      int format = in.readInt();
      if (format != FORMAT) {
        throw new MillraceException(
            ApiError.STATE_INCOMPATIBLE,
            "operator '"
                + context.operatorId()
                + "' has events in flight stored in format "
                + format
                + ", this version reads format "
                + FORMAT
                + ". Restore it with the version that wrote it.");
      }
      released = Math.min(released, in.readLong());
      if (in.readBoolean()) {
        readSegments(in, order, images.size() == 1, events);
      }
      in.expectEnd();
    }
    if (!images.isEmpty()) {
      order.released(Math.min(released, context.watermark()));
    }
    return events;
  }

  private <R> void readSegments(
      DataReader in, AsyncOrder<T, R> order, boolean watermarks, List<AsyncEvent<T, R>> events) {
    String where = "what operator '" + context.operatorId() + "' has in flight";
    Codec<T> values = CodecEvolution.reader(known(), SCHEMAS.read(in), where);
    for (int segments = in.readLength(2); segments > 0; segments--) {
      for (int left = in.readLength(6); left > 0; left--) {
        AsyncEvent<T, R> event = readEvent(in, values);
        order.add(event);
        if (event.done) {
          order.done(event);
        }
        events.add(event);
      }
      if (in.readBoolean()) {
        long watermarkMs = in.readLong();
        if (watermarks) {
          order.watermark(Math.min(watermarkMs, context.watermark()));
        }
      }
    }
  }

  @SuppressWarnings("NullAway") // an event that is done has no value any more
  private <R> AsyncEvent<T, R> readEvent(DataReader in, Codec<T> values) {
    int split = context.splitNumber(in.readUtf8());
    long offset = in.readLong();
    long timeMs = in.readLong();
    long watermarkMs = in.readLong();
    int failures = in.readInt();
    boolean gone = in.readBoolean();
    T value = gone ? null : values.read(in);
    AsyncEvent<T, R> event = new AsyncEvent<>(value, timeMs, split, offset, watermarkMs);
    event.attempts = failures;
    event.failures = failures;
    event.done = gone;
    return event;
  }

  private Codec<T> known() {
    if (codec == null) {
      throw new MillraceException(
          ApiError.CODEC_MISSING,
          "asynchronous operator '"
              + context.operatorId()
              + "' keeps the events it has asked for in checkpoints, but the type of its input is"
              + " not known. Name the type where its input is made, or turn checkpoints off.");
    }
    return codec;
  }
}
