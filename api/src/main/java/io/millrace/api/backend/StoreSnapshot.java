package io.millrace.api.backend;

/**
 * One moment of a {@link KeyedStateStore}, taken at a barrier. Taking it is cheap and copies no
 * page; writing it down is the work of a background thread, while the store's owner goes on.
 *
 * <ul>
 *   <li><b>Threads:</b> made by the store's thread; from then on used by one other thread, the
 *       checkpoint writer (the same thread in a job that is stepped).
 *   <li><b>Cost to the owner:</b> the first write to a page that is part of it and was not yet
 *       written down copies the page; of objects that may change in place each is encoded before it
 *       does ({@link ShownObjects}), and no page is copied.
 *   <li><b>Life:</b> {@link #writeSome} until it gives true, then {@link #stored}, then {@link
 *       #completed} if the whole checkpoint became durable; {@link #close} in any case, also when
 *       it was never written.
 * </ul>
 */
public interface StoreSnapshot extends AutoCloseable {
  /**
   * Writes a bounded piece, some hundred kilobytes at most; true when all is written. What has not
   * changed since the last completed snapshot of the same store is not written again but named with
   * {@link SnapshotFiles#reuse}.
   */
  boolean writeSome(SnapshotFiles files);

  /** What a later {@link StateImage} needs besides the files; asked once, when all is written. */
  Stored stored();

  /** The checkpoint is durable: later snapshots may build on this one. */
  void completed();

  /** Lets the owner write to all pages again. May be called more than once. */
  @Override
  void close();

  /**
   * How a store was written down.
   *
   * @param format the format's name and version, such as {@code pages/1}
   * @param meta what the reader of that format wants to know; not interpreted by the engine
   * @param files the names of the files that belong to it, written, linked and reused ones
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; handed to one reader
  record Stored(String format, byte[] meta, java.util.List<String> files) {}
}
