package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.ShownObjects;
import io.millrace.api.codec.Codec;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Makes a snapshot of the columns given to it, in O(pages) and without looking into any: decides
 * for each page whether it is named again or written. The store's thread, at a barrier.
 */
final class Freezer {
  private final String operatorId;
  private final @Nullable Base base;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<FrozenFamily> families = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();

  Freezer(String operatorId, @Nullable Base base) {
    this.operatorId = operatorId;
    this.base = base;
  }

  private record Entry(
      FrozenFamily family,
      long namespace,
      MemoryColumn column,
      @Nullable Block @Nullable [] known) {}

  /** Begins a family; the columns given next belong to it. */
  void begin(FrozenFamily family) {
    if (family.kind() == ColumnSpec.Kind.OBJECT && family.codec() == null) {
      throw noCodec(operatorId, family.role(), family.name());
    }
    families.add(family);
  }

  /** A column of the family begun last. */
  void add(long namespace, MemoryColumn column) {
    @Nullable Block[] known = base == null ? null : base.blocks().get(column);
    entries.add(new Entry(families.get(families.size() - 1), namespace, column, known));
  }

  /**
   * Shows all that was added as it is now; {@code epoch} is the last whose writes that includes.
   */
  MemorySnapshot freeze(long epoch, int slotBound, BaseRef completed) {
    List<BlockFile> reused = base == null ? List.of() : planReuse(base);
    for (Entry entry : entries) {
      entry.family().columns().add(freeze(entry));
    }
    // first what costs the owner most when it comes before the writer
    families.sort(Comparator.comparing(family -> !family.changesInPlace()));
    return new MemorySnapshot(epoch, slotBound, families, reused, closed, completed);
  }

  private List<BlockFile> planReuse(Base from) {
    from.files().forEach(BlockFile::forgetLive);
    for (Entry entry : entries) {
      MemoryColumn column = entry.column();
      for (int page = 0; page < column.bound(); page++) {
        Block block =
            column.content(page) == null ? null : from.blockOf(column, entry.known(), page);
        if (block != null) {
          block.file().addLive(block.length());
        }
      }
    }
    return from.chooseFiles();
  }

  private FrozenColumn freeze(Entry entry) {
    MemoryColumn column = entry.column();
    int bound = column.bound();
    AtomicReferenceArray<@Nullable Object> pending = null;
    @Nullable Block[] blocks = new @Nullable Block[bound];
    for (int page = 0; page < bound; page++) {
      Object content = column.content(page);
      if (content != null) {
        Block block = base == null ? null : base.blockOf(column, entry.known(), page);
        if (block != null && block.file().usable()) {
          blocks[page] = block;
        } else {
          if (pending == null) {
            pending = new AtomicReferenceArray<>(bound);
          }
          pending.setPlain(page, toWrite(content, column, entry.family().codec()));
        }
      }
    }
    FrozenColumn frozen = new FrozenColumn(column, entry.namespace(), closed, pending, blocks);
    if (pending != null) {
      column.shownBy(frozen);
    }
    return frozen;
  }

  private static Object toWrite(Object content, MemoryColumn column, @Nullable Codec<?> codec) {
    return column.changesInPlace() && codec != null
        ? new ShownObjects((Object[]) content, codec)
        : content;
  }

  /** The error for objects that cannot be stored. */
  static MillraceException noCodec(String operatorId, Role role, String name) {
    String what =
        switch (role) {
          case KEYS -> "the keys";
          case TIMER_TAGS -> "the tags of timers '" + name + "'";
          default -> "the objects in column '" + name + "'";
        };
    return new MillraceException(
        ApiError.STATE_INVALID,
        what
            + " of operator '"
            + operatorId
            + "' have no codec, so no checkpoint can hold them. Give the type, or run without"
            + " checkpoints.");
  }
}
