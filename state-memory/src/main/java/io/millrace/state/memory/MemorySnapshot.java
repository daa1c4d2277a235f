package io.millrace.state.memory;

import io.millrace.api.backend.Pages;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.backend.SnapshotFiles;
import io.millrace.api.backend.StoreSnapshot;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes one moment of a store down: the pages not named again go into one file, an index says
 * where everything lies. The checkpoint writer's thread.
 */
final class MemorySnapshot implements StoreSnapshot {
  /** The format's name and version. */
  static final String FORMAT = "pages/1";

  /** How much is written in one go. */
  private static final int PIECE = 256 << 10;

  /** A larger index gets a file of its own. */
  private static final int META_MAX = 64 << 10;

  private final long epoch;
  private final int slotBound;
  private final List<FrozenFamily> families;
  private final List<BlockFile> reused;
  private final AtomicBoolean closed;
  private final BaseRef base;
  private final PageEncoder encoder = new PageEncoder();
  private final DataWriter buffer = DataWriter.withCapacity(1 << 16);

  /** Where the writer is: the next page to look at. */
  private int family;

  private int column;
  private int page;

  /** What goes to the file next. */
  private byte[] outgoing = new byte[0];

  private int outgoingAt;
  private SnapshotFiles.@Nullable NewFile file;
  private @Nullable BlockFile blockFile;
  private boolean started;
  private byte @Nullable [] meta;
  private @Nullable String indexFile;
  private boolean done;

  MemorySnapshot(
      long epoch,
      int slotBound,
      List<FrozenFamily> families,
      List<BlockFile> reused,
      AtomicBoolean closed,
      BaseRef base) {
    this.epoch = epoch;
    this.slotBound = slotBound;
    this.families = families;
    this.reused = reused;
    this.closed = closed;
    this.base = base;
  }

  @Override
  public boolean writeSome(SnapshotFiles files) {
    if (closed.get()) {
      throw new MillraceException(
          ApiError.BUG,
          "a snapshot was written after it was closed. Close it when all is written.");
    }
    if (!started) {
      started = true;
      reused.forEach(known -> files.reuse(known.name()));
    }
    int written = 0;
    while (!done && written < PIECE) {
      if (outgoingAt == outgoing.length) {
        prepare(files);
      }
      written += send();
    }
    return done;
  }

  @Override
  public Stored stored() {
    byte[] known = meta;
    if (!done || known == null) {
      throw new MillraceException(
          ApiError.BUG, "a snapshot was asked where it is stored before all was written.");
    }
    List<String> names = new ArrayList<>();
    reused.forEach(older -> names.add(older.name()));
    if (blockFile != null) {
      names.add(blockFile.name());
    }
    if (indexFile != null) {
      names.add(indexFile);
    }
    return new Stored(FORMAT, known, List.copyOf(names));
  }

  @Override
  public void completed() {
    if (!done) {
      throw new MillraceException(
          ApiError.BUG, "a snapshot was said to be complete before all was written.");
    }
    IdentityHashMap<MemoryColumn, @Nullable Block[]> blocks = new IdentityHashMap<>();
    for (FrozenFamily written : families) {
      for (FrozenColumn frozen : written.columns()) {
        blocks.put(frozen.column(), frozen.blocks());
      }
    }
    base.offer(new Base(epoch, blocks, blockFiles()));
  }

  @Override
  public void close() {
    closed.set(true);
    SnapshotFiles.NewFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  private List<BlockFile> blockFiles() {
    List<BlockFile> all = new ArrayList<>(reused);
    if (blockFile != null) {
      all.add(blockFile);
    }
    return all;
  }

  /** Fills what goes out next, or ends a file, or all. */
  private void prepare(SnapshotFiles files) {
    if (meta != null) {
      endFile();
      done = true;
      return;
    }
    buffer.reset();
    while (buffer.size() < PIECE && toNextPage()) {
      encode(files);
    }
    if (buffer.size() == 0) {
      endBlocks(files);
    }
    outgoing = buffer.toByteArray();
    outgoingAt = 0;
  }

  private int send() {
    SnapshotFiles.NewFile to = file;
    int length = Math.min(PIECE, outgoing.length - outgoingAt);
    if (to != null && length > 0) {
      to.write(outgoing, outgoingAt, length);
      outgoingAt += length;
    }
    return length;
  }

  /** Moves on to a page that is to be written; false if there is none left. */
  private boolean toNextPage() {
    for (; family < families.size(); family++, column = 0) {
      List<FrozenColumn> columns = families.get(family).columns();
      for (; column < columns.size(); column++, page = 0) {
        FrozenColumn frozen = columns.get(column);
        for (; page < frozen.pendingBound(); page++) {
          if (frozen.pending(page) != null) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private void encode(SnapshotFiles files) {
    if (file == null || blockFile == null) {
      file = files.create("pages");
      blockFile = new BlockFile(file.name());
    }
    FrozenFamily written = families.get(family);
    FrozenColumn frozen = written.columns().get(column);
    int start = buffer.size();
    encode(frozen.pending(page), written.codec());
    frozen.stored(page, new Block(blockFile, file.position() + start, buffer.size() - start));
  }

  private void encode(@Nullable Object content, @Nullable Codec<?> codec) {
    if (content instanceof ShownObjects objects) {
      encoder.objects(objects, buffer);
      objects.finish();
    } else if (content instanceof Packed packed) {
      long[] bits = new long[Pages.SIZE];
      packed.unpack(bits);
      encoder.longs(bits, buffer); // as the bits of doubles are written
    } else if (content instanceof long[] longs) {
      encoder.longs(longs, buffer);
    } else if (content instanceof double[] doubles) {
      encoder.doubles(doubles, buffer);
    } else if (content instanceof Object[] objects && codec != null) {
      encoder.objects(objects, codec, buffer);
    } else {
      throw new MillraceException(ApiError.BUG, "a page of an unknown kind is to be written.");
    }
  }

  private void endBlocks(SnapshotFiles files) {
    if (file != null && blockFile != null) {
      blockFile.finish(file.position());
      endFile();
    }
    PagesIndex.write(slotBound, families, blockFiles(), buffer);
    if (buffer.size() <= META_MAX) {
      meta = PagesIndex.inline(buffer);
      buffer.reset();
    } else {
      file = files.create("index");
      indexFile = file.name();
      meta = PagesIndex.inFile(indexFile);
    }
  }

  private void endFile() {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
