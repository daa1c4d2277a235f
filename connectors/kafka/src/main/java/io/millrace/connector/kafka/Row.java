package io.millrace.connector.kafka;

import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written, and how it lies in a checkpoint: partition, time, key, value, headers.
 *
 * @param partition its partition, {@link #ANY_PARTITION} to leave it to the key
 * @param timeMs its timestamp, {@link #NO_TIME} for the time at which it is sent
 * @param key its key
 * @param value its value
 * @param headers its headers
 */
record Row(
    int partition, long timeMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
  static final int ANY_PARTITION = -1;
  static final long NO_TIME = -1;

  /** What the record takes in a batch of Kafka's, at most. */
  long size() {
    long size = 100L + length(key) + length(value);
    for (Header header : headers) {
      size += 10L + 3L * header.key().length() + length(header.value());
    }
    return size;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  ProducerRecord<byte[], byte[]> record(String topic) {
    return record(topic, partition == ANY_PARTITION ? null : partition);
  }

  // Kafka says with null what is left to it, without saying so in its types.
  @SuppressWarnings("NullAway")
  private ProducerRecord<byte[], byte[]> record(String topic, @Nullable Integer to) {
    return new ProducerRecord<>(topic, to, timeMs == NO_TIME ? null : timeMs, key, value, headers);
  }

  void write(DataWriter out) {
    out.writeInt(partition);
    out.writeLong(timeMs);
    write(key, out);
    write(value, out);
    Header[] all = headers.toArray();
    out.writeLength(all.length);
    for (Header header : all) {
      out.writeUtf8(header.key());
      write(header.value(), out);
    }
  }

  private static void write(byte @Nullable [] bytes, DataWriter out) {
    out.writeBoolean(bytes != null);
    if (bytes != null) {
      out.writeBytes(bytes);
    }
  }

  static Row read(DataReader in) {
    int partition = in.readInt();
    long timeMs = in.readLong();
    byte[] key = bytes(in);
    byte[] value = bytes(in);
    Headers headers = new RecordHeaders();
    for (int left = in.readLength(2); left > 0; left--) {
      addHeader(headers, in.readUtf8(), bytes(in));
    }
    return new Row(partition, timeMs, key, value, headers);
  }

  @SuppressWarnings("NullAway") // Kafka takes a header without a value
  private static void addHeader(Headers headers, String key, byte @Nullable [] value) {
    headers.add(key, value);
  }

  private static byte @Nullable [] bytes(DataReader in) {
    return in.readBoolean() ? in.readBytes() : null;
  }

  /** Never the content. */
  @Override
  public String toString() {
    return "Row[" + size() + " bytes]";
  }
}
