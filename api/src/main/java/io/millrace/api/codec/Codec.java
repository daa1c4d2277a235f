package io.millrace.api.codec;

import io.millrace.api.error.MillraceException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one type as bytes and reads them back.
 *
 * <ul>
 *   <li><b>Contract:</b> {@code read} consumes exactly the bytes that {@code write} produced, and
 *       there is at least one byte for each value: lengths in corrupt data are checked against the
 *       bytes left, which only holds if nothing is free. Values are not null; {@link
 *       Codecs#nullable} adds null.
 *   <li><b>Threads:</b> a codec is immutable and shared by all threads; writer and reader belong to
 *       one thread.
 *   <li><b>Cost:</b> no reflection look-ups and no allocation per write; the read allocates the
 *       value.
 *   <li><b>Fails:</b> {@code read} throws {@code CODEC_CORRUPT} with the offset, whatever the bytes
 *       are. After a failed {@code write} the writer holds a part of the value and must be reset.
 * </ul>
 *
 * @param <T> the type of the values
 */
public interface Codec<T extends @Nullable Object> {

  /** Appends {@code value} to {@code out}; keeps neither. */
  void write(T value, DataWriter out);

  /**
   * Reads one value from where {@code in} stands.
   *
   * @throws MillraceException {@code CODEC_CORRUPT} if the bytes do not decode
   */
  T read(DataReader in);

  /**
   * What the bytes look like. Equal schemas mean that each reads what the other wrote. Computed at
   * each call.
   */
  CodecSchema schema();

  /**
   * A codec that reads what was stored in another format and gives values of this codec's type;
   * only asked for where the stored schema is not this one's. A codec that is made of others hands
   * the parts on ({@link StoredFormat#part}); one with versions can read its older ones here:
   *
   * <pre>{@code
   * public Codec<Money> reading(StoredFormat stored) {
   *   if (stored.schema().id().equals("money") && stored.schema().version() == 1) {
   *     return new MoneyOfVersion1(); // only its read is used
   *   }
   *   throw stored.refuse("version 2 of money reads version 1 only");
   * }
   * }</pre>
   *
   * @throws MillraceException {@code STATE_INCOMPATIBLE}, by {@link StoredFormat#refuse}; always,
   *     if it is not overridden
   */
  default Codec<T> reading(StoredFormat stored) {
    CodecSchema then = stored.schema();
    CodecSchema now = schema();
    throw stored.refuse(
        "stored as "
            + then.id()
            + " v"
            + then.version()
            + ", now "
            + now.id()
            + " v"
            + now.version()
            + ", and its codec reads nothing but its own format (see Codec.reading)");
  }
}
