package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DataWriterTest {

  @Test
  void whenEverythingIsWritten_thenItIsReadBackFromARange() {
    DataWriter out = DataWriter.withCapacity(1);
    out.writeByte(-1);
    out.writeInt(Integer.MIN_VALUE);
    out.writeLong(Long.MIN_VALUE);
    out.writeFixedInt(-2);
    out.writeFixedLong(-3);
    out.writeDouble(1.5);
    out.writeBoolean(true);
    out.writeUtf8("zoë");
    out.writeBytes(new byte[] {9, 8, 7}, 1, 2);
    out.writeLength(2);
    out.writeByte(0);
    out.writeByte(0);
    byte[] padded = new byte[out.size() + 5];
    out.copyTo(padded, 3);
    DataReader in = DataReader.of(padded, 3, out.size());
    assertThat(in.readByte()).isEqualTo((byte) -1);
    assertThat(in.readInt()).isEqualTo(Integer.MIN_VALUE);
    assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE);
    assertThat(in.readFixedInt()).isEqualTo(-2);
    assertThat(in.readFixedLong()).isEqualTo(-3);
    assertThat(in.readDouble()).isEqualTo(1.5);
    assertThat(in.readBoolean()).isTrue();
    assertThat(in.readUtf8()).isEqualTo("zoë");
    assertThat(in.readBytes()).containsExactly(8, 7);
    assertThat(in.readLength(1)).isEqualTo(2);
    assertThat(in.remaining()).isEqualTo(2);
    assertThatThrownBy(in::expectEnd).isInstanceOf(MillraceException.class);
  }

  @Test
  void whenRangeEnds_thenBytesBehindItAreNotRead() {
    DataReader in = DataReader.of(new byte[] {1, 2, 3}, 1, 1);
    assertThat(in.readByte()).isEqualTo((byte) 2);
    assertThatThrownBy(in::readByte)
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("at byte 1 of 1");
  }

  @Test
  void whenReset_thenWriterAndReaderStartAgain() {
    DataWriter out = DataWriter.create();
    out.writeUtf8("something");
    out.reset();
    out.writeInt(5);
    assertThat(out.size()).isEqualTo(1);
    DataReader in = DataReader.of(new byte[0]);
    in.reset(out.toByteArray(), 0, 1);
    assertThat(in.readInt()).isEqualTo(5);
    assertThat(in.offset()).isEqualTo(1);
  }

  @Test
  void whenArgumentsMakeNoSense_thenRefused() {
    byte[] three = new byte[3];
    assertThatThrownBy(() -> DataReader.of(three, 2, 2)).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> DataReader.of(three, -1, 2)).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> DataReader.of(three, 2, Integer.MAX_VALUE))
        .isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> DataWriter.withCapacity(-1)).isInstanceOf(MillraceException.class);
    assertThatThrownBy(() -> DataWriter.create().writeLength(-1))
        .isInstanceOf(MillraceException.class);
  }

  @Test
  void whenStringsAreRandom_thenWellFormedOnesAreUtf8AndAllComeBack() {
    long seed = Long.getLong("seed", 7);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      int[] points = random.ints(random.nextInt(20), 0, 0x110000).toArray();
      for (int p = 0; p < points.length; p++) {
        points[p] >>= random.nextInt(14);
        if (random.nextInt(4) == 0) {
          points[p] = 0xD800 + random.nextInt(0x800);
        }
      }
      String text = new String(points, 0, points.length);
      DataWriter out = DataWriter.create();
      out.writeUtf8(text);
      assertThat(DataReader.of(out.toByteArray()).readUtf8()).as("seed %d", seed).isEqualTo(text);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
        assertThat(DataReader.of(out.toByteArray()).readBytes()).isEqualTo(utf8);
      }
    }
  }

  @Test
  void whenNumbersAreRandom_thenTheyComeBack() {
    Random random = new Random(11);
    DataWriter out = DataWriter.create();
    for (int i = 0; i < 10_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      out.reset();
      out.writeLong(value);
      out.writeInt((int) value);
      DataReader in = DataReader.of(out.toByteArray());
      assertThat(in.readLong()).isEqualTo(value);
      assertThat(in.readInt()).isEqualTo((int) value);
      in.expectEnd();
    }
  }
}
