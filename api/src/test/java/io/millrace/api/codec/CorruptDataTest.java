package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.api.codec.Samples.Case;
import io.millrace.api.codec.Samples.Checked;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CorruptDataTest {
  private static final long SEED = Long.getLong("seed", 42);

  static List<Case> cases() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whenTruncated_thenCorruptWithOffset(Case sample) {
    Codec<Object> codec = sample.codec();
    byte[] bytes = Codecs.toBytes(codec, sample.value());
    for (int length = 0; length < bytes.length; length++) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Codecs.fromBytes(codec, part))
          .as("%s cut to %d of %d, seed %d", sample, length, bytes.length, SEED)
          .isInstanceOfSatisfying(MillraceException.class, CorruptDataTest::assertCorrupt);
    }
  }

  private static void assertCorrupt(MillraceException e) {
    assertThat(e.code()).isEqualTo(ApiError.CODEC_CORRUPT);
    assertThat(e).hasMessageContaining("at byte ");
  }

  @Test
  void whenBytesAreRandom_thenOnlyMillraceExceptionAndLittleMemory() {
    Random random = new Random(SEED);
    List<Case> cases = cases();
    List<Codec<Object>> codecs = cases.stream().map(Case::codec).toList();
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (i % 3 == 0) {
        makeSmall(bytes, random);
      }
      for (int c = 0; c < codecs.size(); c++) {
        readWithinLimits(codecs.get(c), bytes, cases.get(c) + " in round " + i);
      }
    }
  }

  /** Small bytes are small lengths, tags and flags, and so get deeper into the decoder. */
  private static void makeSmall(byte[] bytes, Random random) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(5);
    }
  }

  @Test
  void whenValidBytesAreMutated_thenOnlyMillraceExceptionAndLittleMemory() {
    Random random = new Random(SEED + 1);
    for (Case sample : cases()) {
      byte[] valid = Codecs.toBytes(sample.codec(), sample.value());
      Codec<Object> codec = sample.codec();
      for (int i = 0; i < 200; i++) {
        byte[] bytes = valid.clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        readWithinLimits(codec, bytes, sample + " in round " + i);
      }
    }
  }

  /** Measures the read only: a failing assertion loads classes, which allocates far more. */
  private static void readWithinLimits(Codec<Object> codec, byte[] bytes, String what) {
    DataReader in = DataReader.of(bytes);
    Throwable failure = null;
    long before = allocated();
    try {
      codec.read(in);
    } catch (Throwable e) {
      failure = e;
    }
    long used = allocated() - before;
    if (failure instanceof MillraceException corrupt) {
      assertCorrupt(corrupt);
    } else if (failure != null) {
      fail(what + ", seed " + SEED + ": " + failure, failure);
    }
    assertThat(used).as("%s, seed %d", what, SEED).isLessThan(1L << 20);
  }

  private static long allocated() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getCurrentThreadAllocatedBytes();
  }

  @Test
  void whenLengthIsHuge_thenRefusedBeforeAllocation() {
    byte[] huge = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07, 0, 0};
    for (Class<?> array : List.of(byte[].class, long[].class, double[].class, String[].class)) {
      readHuge(Codecs.of(array), huge);
    }
    readHuge(Codecs.of(String.class), huge);
    readHuge(Codecs.of(Types.parameterized(List.class, String.class)), huge);
    readHuge(Codecs.of(Types.parameterized(Map.class, String.class, String.class)), huge);
  }

  private static void readHuge(Codec<?> codec, byte[] bytes) {
    assertThatThrownBy(() -> codec.read(DataReader.of(bytes)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("bytes are left");
  }

  @Test
  void whenRecursionInDataIsTooDeep_thenCorruptAndNoStackOverflow() {
    byte[] deep = new byte[1 << 20]; // each Node: no null, value 0
    Codec<Samples.Node> codec = Codecs.of(Samples.Node.class);
    assertThatThrownBy(() -> codec.read(DataReader.of(deep)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("deeper than 64 levels");
  }

  @Test
  void whenConstructorRefuses_thenCorruptWithoutContent() {
    Codec<Checked> codec = Codecs.of(Checked.class);
    assertThatThrownBy(() -> Codecs.fromBytes(codec, new byte[] {90, 2}))
        .isInstanceOfSatisfying(MillraceException.class, CorruptDataTest::assertCorrupt)
        .hasMessageContaining("Checked refuses")
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whenBytesAreNotWhatTheWriterMakes_thenCorrupt() {
    assertCorruptBytes(Codecs.of(Boolean.class), 2);
    assertCorruptBytes(Codecs.of(Integer.class), 0xFF, 0xFF, 0xFF, 0xFF, 0x1F);
    assertCorruptBytes(Codecs.of(Long.class), 255, 255, 255, 255, 255, 255, 255, 255, 255, 2);
    assertCorruptBytes(Codecs.of(Short.class), 0xFF, 0xFF, 0x7F);
    assertCorruptBytes(Codecs.of(Character.class), 0x80, 0x80, 0x04);
    assertCorruptBytes(Codecs.of(Samples.Op.class), 2);
    assertCorruptBytes(Codecs.of(Samples.Expr.class), 4);
    assertCorruptBytes(Codecs.of(Samples.Line.class), 0x07);
    assertCorruptBytes(Codecs.of(Samples.Line.class), 0xFF, 0);
    assertCorruptBytes(Codecs.of(Samples.Unit.class), 1);
    assertCorruptBytes(Codecs.of(Types.parameterized(Set.class, Integer.class)), 4, 8, 8);
    assertCorruptBytes(
        Codecs.of(Types.parameterized(Map.class, Integer.class, Integer.class)), 4, 8, 1, 8, 1);
    assertCorruptBytes(Codecs.of(java.time.ZoneId.class), 3, 'X', 'Y', 'Z');
    assertCorruptBytes(Codecs.of(java.time.LocalTime.class), 1);
    assertCorruptBytes(Codecs.of(java.math.BigInteger.class), 0);
  }

  @Test
  void whenStringIsNotUtf8_thenCorrupt() {
    Codec<String> codec = Codecs.of(String.class);
    assertCorruptBytes(codec, 1, 0x80);
    assertCorruptBytes(codec, 1, 0xC3);
    assertCorruptBytes(codec, 2, 0xC0, 0x80);
    assertCorruptBytes(codec, 2, 0xC3, 0x20);
    assertCorruptBytes(codec, 3, 0xE0, 0x80, 0x80);
    assertCorruptBytes(codec, 4, 0xF0, 0x80, 0x80, 0x80);
    assertCorruptBytes(codec, 4, 0xF4, 0x90, 0x80, 0x80);
    assertCorruptBytes(codec, 1, 0xFF);
    assertCorruptBytes(codec, 6, 0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80);
  }

  private static void assertCorruptBytes(Codec<?> codec, int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    assertThatThrownBy(() -> codec.read(DataReader.of(bytes)))
        .as(codec.schema().id() + Arrays.toString(values))
        .isInstanceOfSatisfying(MillraceException.class, CorruptDataTest::assertCorrupt);
  }

  @Test
  void whenBytesAreLeft_thenExpectEndFails() {
    assertThatThrownBy(() -> Codecs.fromBytes(Codecs.of(Integer.class), new byte[] {1, 2}))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("at byte 1 of 2: 1 bytes are left after the value");
  }
}
