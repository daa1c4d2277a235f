package io.millrace.connector.kafka;

import io.millrace.api.codec.Codec;
import io.millrace.api.function.Mapper;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Sources that read Kafka topics and sinks that write them.
 *
 * <pre>{@code
 * Source<Order> orders =
 *     Kafka.source("broker:9092", "orders", Order.class, record -> Order.parse(record.value()))
 *         .fromEarliest()
 *         .onBadRecord(BadRecords.SKIP);
 * Sink<Alert> alerts =
 *     Kafka.<Alert>sink("broker:9092", "alerts", alert -> alert.toJson().getBytes(UTF_8))
 *         .key(alert -> alert.machine().getBytes(UTF_8));
 * }</pre>
 *
 * <p>What is promised, and what is not, is in {@code docs/guarantees.md}.
 */
public final class Kafka {
  private Kafka() {}

  /**
   * Reads a topic.
   *
   * @param bootstrap brokers to ask first, {@code host:port,host:port}
   * @param topic the topic; it must exist
   * @param type the type of the events
   * @param decoder makes events of records
   */
  public static <T> KafkaSource<T> source(
      String bootstrap, String topic, Class<T> type, RecordDecoder<T> decoder) {
    return new KafkaSource<>(
        new Topic(bootstrap, topic), type, decoder, SourceSettings.DEFAULT, Clients.REAL);
  }

  /** Reads a topic whose values are text in UTF-8; a record without a value is left out. */
  public static KafkaSource<String> textSource(String bootstrap, String topic) {
    return source(bootstrap, topic, String.class, Kafka::text);
  }

  /**
   * Reads a topic whose values were written with a codec; a record without a value is left out. The
   * bytes carry no schema: use it between programs that have the same codec.
   */
  public static <T> KafkaSource<T> source(
      String bootstrap, String topic, Class<T> type, Codec<T> codec) {
    return source(bootstrap, topic, type, RecordDecoder.of(codec));
  }

  /**
   * Writes to a topic.
   *
   * @param bootstrap brokers to ask first, {@code host:port,host:port}
   * @param topic the topic; it must exist
   * @param value makes a record's value of a result; null for a record without one
   */
  public static <T> KafkaSink<T> sink(String bootstrap, String topic, RecordEncoder<T> value) {
    return new KafkaSink<>(
        new Topic(bootstrap, topic), RecordShape.of(value), SinkSettings.DEFAULT, Clients.REAL);
  }

  /** Writes to a topic what a function makes of a result, in UTF-8. */
  public static <T> KafkaSink<T> textSink(
      String bootstrap, String topic, Mapper<? super T, String> text) {
    return sink(bootstrap, topic, value -> text.apply(value).getBytes(StandardCharsets.UTF_8));
  }

  /** Writes values with a codec. */
  public static <T> KafkaSink<T> sink(String bootstrap, String topic, Codec<T> codec) {
    return sink(bootstrap, topic, RecordEncoder.of(codec));
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }
}
