package io.millrace.benchmarks.flink;

import io.millrace.benchmarks.workloads.NamedTick;
import io.millrace.benchmarks.workloads.NexmarkEvent;
import io.millrace.benchmarks.workloads.NexmarkEvent.Auction;
import io.millrace.benchmarks.workloads.NexmarkEvent.Bid;
import io.millrace.benchmarks.workloads.NexmarkEvent.Person;
import io.millrace.benchmarks.workloads.Tick;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Serialisers written by hand for the events: the fastest there are. */
final class Serializers {
  private Serializers() {}

  /** For immutable values. */
  abstract static class Immutable<T> extends TypeSerializerSingleton<T> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public T copy(T from) {
      return from;
    }

    @Override
    public T copy(T from, T reuse) {
      return from;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
      return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
      serialize(deserialize(source), target);
    }

    @Override
    public int getLength() {
      return -1;
    }
  }

  /** For ticks. */
  public static final class Ticks extends Immutable<Tick> {
    static final Ticks INSTANCE = new Ticks();
    private static final long serialVersionUID = 1L;

    @Override
    public Tick createInstance() {
      return new Tick(0, 0, 0);
    }

    @Override
    public int getLength() {
      return 24;
    }

    @Override
    public void serialize(Tick tick, DataOutputView target) throws IOException {
      target.writeLong(tick.key());
      target.writeLong(tick.value());
      target.writeLong(tick.timeMs());
    }

    @Override
    public Tick deserialize(DataInputView source) throws IOException {
      return new Tick(source.readLong(), source.readLong(), source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<Tick> snapshotConfiguration() {
      return new TickSnapshot();
    }

    /** How it is found again. */
    public static final class TickSnapshot extends SimpleTypeSerializerSnapshot<Tick> {
      /** For reflection. */
      public TickSnapshot() {
        super(() -> INSTANCE);
      }
    }
  }

  /** For ticks with texts. */
  public static final class NamedTicks extends Immutable<NamedTick> {
    static final NamedTicks INSTANCE = new NamedTicks();
    private static final long serialVersionUID = 1L;

    @Override
    public NamedTick createInstance() {
      return new NamedTick("", 0, 0);
    }

    @Override
    public void serialize(NamedTick tick, DataOutputView target) throws IOException {
      StringValue.writeString(tick.key(), target);
      target.writeLong(tick.value());
      target.writeLong(tick.timeMs());
    }

    @Override
    public NamedTick deserialize(DataInputView source) throws IOException {
      return new NamedTick(StringValue.readString(source), source.readLong(), source.readLong());
    }

    @Override
    public TypeSerializerSnapshot<NamedTick> snapshotConfiguration() {
      return new NamedTickSnapshot();
    }

    /** How it is found again. */
    public static final class NamedTickSnapshot extends SimpleTypeSerializerSnapshot<NamedTick> {
      /** For reflection. */
      public NamedTickSnapshot() {
        super(() -> INSTANCE);
      }
    }
  }

  /** For events of Nexmark. */
  public static final class NexmarkEvents extends Immutable<NexmarkEvent> {
    static final NexmarkEvents INSTANCE = new NexmarkEvents();
    private static final long serialVersionUID = 1L;

    @Override
    public NexmarkEvent createInstance() {
      return new Bid(0, 0, 0, 0);
    }

    @Override
    public void serialize(NexmarkEvent event, DataOutputView target) throws IOException {
      if (event instanceof Bid bid) {
        target.writeByte(0);
        target.writeLong(bid.auction());
        target.writeLong(bid.bidder());
        target.writeLong(bid.price());
      } else if (event instanceof Auction auction) {
        target.writeByte(1);
        target.writeLong(auction.id());
        target.writeLong(auction.seller());
        target.writeLong(auction.category());
        target.writeLong(auction.reserve());
        target.writeLong(auction.expiresMs());
      } else if (event instanceof Person person) {
        target.writeByte(2);
        target.writeLong(person.id());
        StringValue.writeString(person.name(), target);
        StringValue.writeString(person.city(), target);
        StringValue.writeString(person.state(), target);
      }
      target.writeLong(event.timeMs());
    }

    @Override
    public NexmarkEvent deserialize(DataInputView source) throws IOException {
      return switch (source.readByte()) {
        case 0 ->
            new Bid(source.readLong(), source.readLong(), source.readLong(), source.readLong());
        case 1 -> {
          long id = source.readLong();
          long seller = source.readLong();
          long category = source.readLong();
          long reserve = source.readLong();
          long expiresMs = source.readLong();
          yield new Auction(id, seller, category, reserve, source.readLong(), expiresMs);
        }
        default ->
            new Person(
                source.readLong(),
                StringValue.readString(source),
                StringValue.readString(source),
                StringValue.readString(source),
                source.readLong());
      };
    }

    @Override
    public TypeSerializerSnapshot<NexmarkEvent> snapshotConfiguration() {
      return new NexmarkSnapshot();
    }

    /** How it is found again. */
    public static final class NexmarkSnapshot extends SimpleTypeSerializerSnapshot<NexmarkEvent> {
      /** For reflection. */
      public NexmarkSnapshot() {
        super(() -> INSTANCE);
      }
    }
  }

  /** For splits of the source. */
  static final class Parts implements SimpleVersionedSerializer<RingSource.Part> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(RingSource.Part part) {
      return ByteBuffer.allocate(12).putInt(part.number()).putLong(part.read()).array();
    }

    @Override
    public RingSource.Part deserialize(int version, byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new RingSource.Part(buffer.getInt(), buffer.getLong());
    }
  }

  /** For the enumerator, which has nothing to remember. */
  static final class Nothing implements SimpleVersionedSerializer<Integer> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Integer nothing) {
      return new byte[0];
    }

    @Override
    public Integer deserialize(int version, byte[] bytes) {
      return 0;
    }
  }

  /** The type for a serialiser. */
  static <T> EventType<T> type(Class<T> type, TypeSerializer<T> serializer) {
    return new EventType<>(type, serializer);
  }
}
