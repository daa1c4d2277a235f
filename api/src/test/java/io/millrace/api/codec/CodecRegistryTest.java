package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CodecRegistryTest {
  static final class Money {
    final long cents;

    Money(long cents) {
      this.cents = cents;
    }
  }

  record Invoice(List<Money> amounts, int count) {}

  record Simple<T>(String id, BiConsumer<T, DataWriter> writer, Function<DataReader, T> reader)
      implements Codec<T> {
    @Override
    public void write(T value, DataWriter out) {
      writer.accept(value, out);
    }

    @Override
    public T read(DataReader in) {
      return reader.apply(in);
    }

    @Override
    public CodecSchema schema() {
      return CodecSchema.leaf(id, 3);
    }
  }

  private static final Codec<Money> MONEY =
      new Simple<>("money", (m, out) -> out.writeLong(m.cents), in -> new Money(in.readLong()));

  @Test
  void whenCodecIsRegistered_thenDerivationUsesIt() {
    Codec<Invoice> codec =
        CodecRegistry.builtIn().with(Money.class, MONEY).derive(Invoice.class, "sum");
    Invoice read =
        Codecs.fromBytes(codec, Codecs.toBytes(codec, new Invoice(List.of(new Money(250)), 1)));
    assertThat(read.amounts().get(0).cents).isEqualTo(250);
    assertThat(codec.schema().describe()).contains("registered Money", "format: money v3");
  }

  @Test
  void whenCodecIsRegistered_thenTheRegistryBeforeStaysAsItWas() {
    CodecRegistry before = CodecRegistry.builtIn();
    CodecRegistry unused = before.with(Money.class, MONEY);
    assertThat(unused).isNotSameAs(before);
    assertThatThrownBy(() -> before.derive(Invoice.class, "sum"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("CodecRegistry.with(Money.class, ...)");
  }

  @Test
  void whenBoxIsRegistered_thenItGoesBeforeTheBuiltInForThePrimitiveToo() {
    Codec<Integer> fixed =
        new Simple<>("fixed", (i, out) -> out.writeFixedInt(i), DataReader::readFixedInt);
    Codec<Samples.Checked> codec =
        CodecRegistry.builtIn().with(Integer.class, fixed).derive(Samples.Checked.class, "");
    byte[] bytes = Codecs.toBytes(codec, new Samples.Checked(1, 2));
    assertThat(bytes).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
    assertThat(Codecs.fromBytes(codec, bytes)).isEqualTo(new Samples.Checked(1, 2));
  }

  @Test
  void whenRegisteredCodecWritesNothing_thenItIsRefused() {
    Codec<Money> silent = new Simple<>("silent", (m, out) -> {}, in -> new Money(0));
    Codec<Money> codec = CodecRegistry.builtIn().with(Money.class, silent).derive(Money.class, "");
    assertThatThrownBy(() -> Codecs.toBytes(codec, new Money(1)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Money wrote no byte");
  }

  @Test
  void whenRegisteredCodecThrows_thenCorrupt() {
    Codec<Money> broken =
        new Simple<>(
            "broken",
            (m, out) -> out.writeByte(1),
            in -> {
              throw new IllegalStateException("secret");
            });
    Codec<Money> codec = CodecRegistry.builtIn().with(Money.class, broken).derive(Money.class, "");
    assertThatThrownBy(() -> Codecs.fromBytes(codec, new byte[] {1}))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.code()).isEqualTo(ApiError.CODEC_CORRUPT))
        .hasMessageNotContaining("secret");
  }
}
