package io.millrace.connector.kafka;

/**
 * A record that cannot be read, and where to find it. Says what is wrong, never what the record
 * holds.
 *
 * @param topic the topic
 * @param partition the partition
 * @param offset the broker's offset
 * @param cause what is wrong with it, such as {@code the decoder threw NumberFormatException at …}
 */
public record BadRecord(String topic, int partition, long offset, String cause) {
  /** Where and what in one phrase, such as {@code orders-3 offset 17: has no timestamp}. */
  public String describe() {
    return topic + "-" + partition + " offset " + offset + ": " + cause;
  }
}
