package io.millrace.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.MillraceException;
import io.millrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What lies in a checkpoint comes back as it was, and damage is found. */
final class PreparedTest {
  private static final int CASES = 1_000;

  @Test
  void whenRowsAreStored_thenTheSameRecordsComeBack() {
    Seeds.forEach(
        CASES,
        seed -> {
          Random random = new Random(seed);
          List<Row> rows = new ArrayList<>();
          DataWriter out = DataWriter.create();
          for (int i = random.nextInt(20); i >= 0; i--) {
            Row row = row(random);
            rows.add(row);
            row.write(out);
          }
          Prepared prepared = new Prepared("t\u00fc", rows.size(), out.toByteArray());
          byte[] bytes = Codecs.toBytes(Prepared.CODEC, prepared);
          Prepared back = Codecs.fromBytes(Prepared.CODEC, bytes);
          assertThat(back.topic()).isEqualTo("t\u00fc");
          assertThat(back.rows()).isEqualTo(rows.size());
          DataReader in = DataReader.of(back.bytes());
          for (Row row : rows) {
            assertSame(Row.read(in).record("x"), row.record("x"));
          }
          in.expectEnd();
          int cut = random.nextInt(bytes.length);
          assertThatThrownBy(() -> Codecs.fromBytes(Prepared.CODEC, Arrays.copyOf(bytes, cut)))
              .isInstanceOf(MillraceException.class)
              .hasMessageContaining("CODEC_CORRUPT");
        });
  }

  private static void assertSame(
      ProducerRecord<byte[], byte[]> found, ProducerRecord<byte[], byte[]> expected) {
    assertThat(found.partition()).isEqualTo(expected.partition());
    assertThat(found.timestamp()).isEqualTo(expected.timestamp());
    assertThat(found.key()).isEqualTo(expected.key());
    assertThat(found.value()).isEqualTo(expected.value());
    assertThat(found.headers()).isEqualTo(expected.headers());
  }

  private static Row row(Random random) {
    Headers headers = new RecordHeaders();
    for (int i = random.nextInt(3); i > 0; i--) {
      headers.add("h" + random.nextInt(), bytes(random));
    }
    return new Row(
        random.nextInt(5) - 1,
        random.nextBoolean() ? Row.NO_TIME : random.nextLong() >>> 1,
        bytes(random),
        bytes(random),
        headers);
  }

  private static byte[] bytes(Random random) {
    if (random.nextInt(4) == 0) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void whenPrinted_thenNoContentIsShown() {
    Row row = new Row(0, 1, Topics.bytes("secret"), Topics.bytes("secret"), new RecordHeaders());
    assertThat(row.toString()).doesNotContain("secret").contains("bytes");
    assertThat(new Prepared("t", 2, new byte[3]).toString())
        .isEqualTo("Prepared[t, 2 rows, 3 bytes]");
  }
}
