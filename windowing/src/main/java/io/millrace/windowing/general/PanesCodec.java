package io.millrace.windowing.general;

import io.millrace.api.aggregate.AccumulatorCodecs;
import io.millrace.api.aggregate.Aggregate;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.codec.StoredFormat;
import io.millrace.api.operator.OperatorContext;
import io.millrace.api.window.Evictor;
import io.millrace.api.window.Evictor.Timed;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores the panes of a key. A pane has accumulators or events, never both in one operator, so it
 * takes the codec of what there is.
 */
final class PanesCodec<T, A> implements Codec<Panes<T, A>> {
  private static final String ACCUMULATOR = "accumulator";
  private static final String EVENTS = "events";

  private final @Nullable Codec<A> accumulators;
  private final @Nullable Codec<T> events;

  private PanesCodec(@Nullable Codec<A> accumulators, @Nullable Codec<T> events) {
    this.accumulators = accumulators;
    this.events = events;
  }

  /**
   * Stores the panes of an operator; null if a type is not known: they can be kept then, but not
   * stored.
   *
   * @throws io.millrace.api.error.MillraceException if they have to be stored all the same
   */
  static <T, A> @Nullable PanesCodec<T, A> of(
      Aggregate<T, A, ?> aggregate,
      Type valueType,
      @Nullable Evictor<T> evictor,
      @Nullable Codec<T> events,
      OperatorContext context) {
    String id = context.operatorId();
    if (evictor == null) {
      PanesCodec<T, A> codec = ofAccumulators(aggregate, valueType, id);
      if (codec == null && context.durable()) {
        throw AccumulatorCodecs.cannotStore(id);
      }
      return codec;
    }
    if (events == null && context.durable()) {
      throw LateEvents.cannotStore(id);
    }
    return events == null ? null : ofEvents(events);
  }

  /** Stores panes with these events. */
  static <T, A> PanesCodec<T, A> ofEvents(Codec<T> events) {
    return new PanesCodec<>(null, events);
  }

  /** Stores panes with the accumulators of an aggregate; null if it does not know their type. */
  static <T, A> @Nullable PanesCodec<T, A> ofAccumulators(
      Aggregate<T, A, ?> aggregate, Type valueType, String operatorId) {
    Codec<A> codec = AccumulatorCodecs.of(aggregate, valueType, operatorId);
    return codec == null ? null : new PanesCodec<>(codec, null);
  }

  @Override
  public void write(Panes<T, A> value, DataWriter out) {
    out.writeLength(value.size());
    for (int i = 0; i < value.size(); i++) {
      writePane(value.at(i), out);
    }
  }

  @Override
  public Panes<T, A> read(DataReader in) {
    Panes<T, A> panes = new Panes<>();
    int size = in.readLength(1);
    for (int i = 0; i < size; i++) {
      Pane<T, A> pane = readPane(in);
      if (panes.find(pane.window) != null) {
        throw in.corrupt("a window twice");
      }
      panes.add(pane);
    }
    return panes;
  }

  @Override
  public Codec<Panes<T, A>> reading(StoredFormat stored) {
    stored.expect("panes");
    return accumulators != null
        ? new PanesCodec<>(stored.part(ACCUMULATOR, accumulators), null)
        : new PanesCodec<>(null, events == null ? null : stored.part(EVENTS, events));
  }

  @Override
  public CodecSchema schema() {
    Codec<?> content = accumulators != null ? accumulators : events;
    CodecSchema inner = content == null ? CodecSchema.leaf("nothing", 1) : content.schema();
    String what = accumulators != null ? ACCUMULATOR : EVENTS;
    return new CodecSchema("panes", "", 1, List.of(new CodecSchema.Field(what, true, inner)));
  }

  private void writePane(Pane<T, A> pane, DataWriter out) {
    StoredWindows.write(pane.window, out);
    out.writeBoolean(pane.ended);
    out.writeBoolean(pane.sealed);
    out.writeFixedLong(pane.latestMs);
    String[] names = pane.names();
    out.writeLength(names.length);
    for (String name : names) {
      out.writeUtf8(name);
      out.writeLong(pane.number(name, 0));
    }
    if (accumulators != null) {
      A accumulator = pane.accumulator;
      out.writeBoolean(accumulator != null);
      if (accumulator != null) {
        accumulators.write(accumulator, out);
      }
    }
    if (events != null) {
      List<Timed<T>> content = pane.content == null ? List.of() : pane.content;
      out.writeLength(content.size());
      for (Timed<T> event : content) {
        out.writeFixedLong(event.timeMs());
        events.write(event.value(), out);
      }
    }
  }

  private Pane<T, A> readPane(DataReader in) {
    Pane<T, A> pane = new Pane<>(StoredWindows.read(in));
    pane.ended = in.readBoolean();
    pane.sealed = in.readBoolean();
    pane.latestMs = in.readFixedLong();
    int numbers = in.readLength(2);
    for (int i = 0; i < numbers; i++) {
      String name = in.readUtf8();
      pane.remember(name, in.readLong());
    }
    if (accumulators != null && in.readBoolean()) {
      pane.accumulator = accumulators.read(in);
    }
    if (events != null) {
      int size = in.readLength(Long.BYTES + 1);
      for (int i = 0; i < size; i++) {
        long timeMs = in.readFixedLong();
        pane.kept().add(new Timed<>(events.read(in), timeMs));
      }
    }
    return pane;
  }
}
