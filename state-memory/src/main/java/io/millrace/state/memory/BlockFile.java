package io.millrace.state.memory;

/** A file of blocks that some snapshot wrote, and that later ones may name again. */
final class BlockFile {
  private final String name;

  /** How long it is; set by the writer before the snapshot completes. */
  private long size;

  /** Bytes the next snapshot could use again; the store's thread only, while it plans. */
  private long live;

  private boolean rewritten;

  BlockFile(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  long size() {
    return size;
  }

  void finish(long length) {
    size = length;
  }

  long live() {
    return live;
  }

  /** Starts planning anew. */
  void forgetLive() {
    live = 0;
    rewritten = false;
  }

  void addLive(int bytes) {
    live += bytes;
  }

  /** The live content shall be written again, so that the file is needed no more. */
  void rewrite() {
    rewritten = true;
  }

  /** True if blocks in it may be named again by the snapshot being planned. */
  boolean usable() {
    return !rewritten;
  }
}
