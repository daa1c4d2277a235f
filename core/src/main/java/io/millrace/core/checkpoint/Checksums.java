package io.millrace.core.checkpoint;

import io.millrace.api.checkpoint.Manifest.DataFile;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** The checksums of a file as its bytes go by: of each block, and of the whole. One thread. */
final class Checksums {
  /** Bytes in a block. */
  static final int BLOCK = 1 << 16;

  private final CRC32C whole = new CRC32C();
  private final CRC32C block = new CRC32C();
  private final List<Integer> blocks = new ArrayList<>();
  private long length;
  private int inBlock;

  /** Takes the next bytes. */
  void update(byte[] bytes, int offset, int count) {
    whole.update(bytes, offset, count);
    length += count;
    int from = offset;
    int left = count;
    while (left > 0) {
      int piece = Math.min(left, BLOCK - inBlock);
      block.update(bytes, from, piece);
      inBlock += piece;
      from += piece;
      left -= piece;
      if (inBlock == BLOCK) {
        endBlock();
      }
    }
  }

  private void endBlock() {
    blocks.add((int) block.getValue());
    block.reset();
    inBlock = 0;
  }

  /** How many bytes went by. */
  long length() {
    return length;
  }

  /** What the manifest says of the file; ends it. */
  DataFile file(String name) {
    if (inBlock > 0) {
      endBlock();
    }
    return new DataFile(name, length, (int) whole.getValue(), List.copyOf(blocks));
  }

  /** The checksum of a piece. */
  static int of(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
