package io.millrace.state.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the last completed snapshot stored, for the next one to build on. A page not written since
 * its epoch is the one its block holds. Columns are told apart by identity: one that was dropped
 * and made again shares nothing with its predecessor.
 *
 * @param epoch the last epoch whose writes it shows
 * @param blocks for each column its blocks by page number
 * @param files the files the blocks lie in
 */
record Base(
    long epoch, IdentityHashMap<MemoryColumn, @Nullable Block[]> blocks, List<BlockFile> files) {
  /** Above so many files the ones with the least live content are written again. */
  private static final int FILES_MAX = 16;

  /** How many are left then, so that not every snapshot has to rewrite. */
  private static final int FILES_KEPT = FILES_MAX / 2;

  /** The block that holds a page as it is now, or null. */
  @Nullable Block blockOf(MemoryColumn column, @Nullable Block @Nullable [] known, int page) {
    Block block = known == null || page >= known.length ? null : known[page];
    return block != null && column.lastWrite(page) <= epoch ? block : null;
  }

  /**
   * Decides which files are written again: those of which less than half is live, and the least
   * live ones if there are too many. Gives those to be named again.
   */
  List<BlockFile> chooseFiles() {
    List<BlockFile> kept = new ArrayList<>();
    for (BlockFile file : files) {
      if (file.live() == 0 || file.live() < file.size() - file.live()) {
        file.rewrite();
      } else {
        kept.add(file);
      }
    }
    if (kept.size() >= FILES_MAX) {
      kept.sort(Comparator.comparingLong(BlockFile::live).reversed());
      while (kept.size() > FILES_KEPT) {
        kept.remove(kept.size() - 1).rewrite();
      }
    }
    return kept;
  }
}
