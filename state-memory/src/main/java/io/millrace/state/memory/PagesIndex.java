package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.Codec;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.Codecs;
import io.millrace.api.codec.DataReader;
import io.millrace.api.codec.DataWriter;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.time.TimeDomain;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index of the format {@code pages/1}: for each column its name, kind, namespace and schema,
 * and for each of its pages the file, offset and length. It lies in the store's meta data, or in a
 * file of its own if it is large.
 *
 * @param slotBound one past the highest slot
 * @param families the columns by name
 */
record PagesIndex(int slotBound, List<StoredFamily> families) {
  private static final Codec<CodecSchema> SCHEMA = Codecs.of(CodecSchema.class);
  private static final int INLINE = 0;
  private static final int IN_FILE = 1;
  private static final int PAGES_MAX = Pages.page(Integer.MAX_VALUE);

  /** Columns of one name. */
  record StoredFamily(
      Role role,
      String name,
      ColumnSpec.Kind kind,
      TimeDomain domain,
      @Nullable CodecSchema schema,
      List<StoredPages> columns) {}

  /** The pages of one column, in rising order. */
  record StoredPages(long namespace, List<StoredPage> pages) {}

  /** Where a page is. */
  record StoredPage(int number, String file, long offset, int length) {}

  static void write(
      int slotBound, List<FrozenFamily> families, List<BlockFile> files, DataWriter out) {
    out.writeLength(slotBound);
    out.writeLength(files.size());
    IdentityHashMap<BlockFile, Integer> numbers = new IdentityHashMap<>();
    for (BlockFile file : files) {
      numbers.put(file, numbers.size());
      out.writeUtf8(file.name());
    }
    out.writeLength(families.size());
    for (FrozenFamily family : families) {
      out.writeByte(family.role().ordinal());
      out.writeUtf8(family.name());
      out.writeByte(family.kind().ordinal());
      out.writeByte(family.domain().ordinal());
      out.writeBoolean(family.codec() != null);
      if (family.codec() != null) {
        SCHEMA.write(family.codec().schema(), out);
      }
      out.writeLength(family.columns().size());
      for (FrozenColumn column : family.columns()) {
        write(column, numbers, out);
      }
    }
  }

  private static void write(
      FrozenColumn column, IdentityHashMap<BlockFile, Integer> files, DataWriter out) {
    @Nullable Block[] blocks = column.blocks();
    int present = 0;
    for (Block block : blocks) {
      present += block == null || block.length() == 0 ? 0 : 1;
    }
    out.writeLong(column.namespace());
    out.writeLength(present);
    int nextPage = 0;
    long nextOffset = 0; // of the same file usually, right behind the page before
    for (int page = 0; page < blocks.length; page++) {
      Block block = blocks[page];
      if (block != null && block.length() > 0) {
        out.writeLength(page - nextPage);
        out.writeLength(files.getOrDefault(block.file(), -1));
        out.writeLong(block.offset() - nextOffset);
        out.writeLength(block.length());
        nextPage = page + 1;
        nextOffset = block.offset() + block.length();
      }
    }
  }

  /** Meta data that holds the index itself. */
  static byte[] inline(DataWriter index) {
    DataWriter out = DataWriter.withCapacity(index.size() + 1);
    out.writeByte(INLINE);
    out.writeRaw(index);
    return out.toByteArray();
  }

  /** Meta data that names the file the index is in. */
  static byte[] inFile(String file) {
    DataWriter out = DataWriter.create();
    out.writeByte(IN_FILE);
    out.writeUtf8(file);
    return out.toByteArray();
  }

  /** Reads an index and checks that every page lies within its file. */
  static PagesIndex read(StoredState stored) {
    DataReader in = DataReader.of(stored.meta());
    int where = in.readByte();
    if (where == IN_FILE) {
      String file = in.readUtf8();
      long length = lengthOf(stored, file);
      if (length > Integer.MAX_VALUE - 8) {
        throw corrupt(stored, "an index of " + length + " bytes");
      }
      in = DataReader.of(stored.read(file, 0, (int) length));
    } else if (where != INLINE) {
      throw corrupt(stored, "an index of kind " + where + ", expected 0 or 1");
    }
    return new Parser(stored, in).parse();
  }

  private static long lengthOf(StoredState stored, String file) {
    if (!stored.files().contains(file)) {
      throw corrupt(stored, "pages in a file that does not belong to it");
    }
    return stored.length(file);
  }

  static MillraceException corrupt(StoredState stored, String seen) {
    return new MillraceException(
        ApiError.CHECKPOINT_CORRUPT,
        "the state of operator '"
            + stored.operatorId()
            + "' has "
            + seen
            + ". Restore from another checkpoint.");
  }

  /** Reads the parts of an index. */
  private static final class Parser {
    private final StoredState stored;
    private final DataReader in;
    private final List<String> files = new ArrayList<>();
    private final List<Long> lengths = new ArrayList<>();

    Parser(StoredState stored, DataReader in) {
      this.stored = stored;
      this.in = in;
    }

    PagesIndex parse() {
      int slotBound = in.readLength(0);
      int fileCount = in.readLength(1);
      for (int i = 0; i < fileCount; i++) {
        String file = in.readUtf8();
        files.add(file);
        lengths.add(lengthOf(stored, file));
      }
      int familyCount = in.readLength(1);
      List<StoredFamily> families = new ArrayList<>();
      for (int i = 0; i < familyCount; i++) {
        families.add(family());
      }
      in.expectEnd();
      return new PagesIndex(slotBound, families);
    }

    private StoredFamily family() {
      Role role = oneOf(Role.values());
      String name = in.readUtf8();
      ColumnSpec.Kind kind = oneOf(ColumnSpec.Kind.values());
      TimeDomain domain = oneOf(TimeDomain.values());
      CodecSchema schema = in.readBoolean() ? SCHEMA.read(in) : null;
      int count = in.readLength(2);
      List<StoredPages> columns = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        columns.add(column());
      }
      return new StoredFamily(role, name, kind, domain, schema, columns);
    }

    private StoredPages column() {
      long namespace = in.readLong();
      int count = in.readLength(4);
      List<StoredPage> pages = new ArrayList<>(count);
      int nextPage = 0;
      long nextOffset = 0;
      for (int i = 0; i < count; i++) {
        int number = nextPage + in.readLength(0);
        int file = in.readLength(0);
        long offset = nextOffset + in.readLong();
        int length = in.readLength(0);
        if (number < nextPage
            || number >= PAGES_MAX
            || file >= files.size()
            || offset < 0
            || offset > lengths.get(file) - length) {
          throw corrupt(stored, "page " + number + " outside its file or its column");
        }
        pages.add(new StoredPage(number, files.get(file), offset, length));
        nextPage = number + 1;
        nextOffset = offset + length;
      }
      return new StoredPages(namespace, pages);
    }

    private <E> E oneOf(E[] values) {
      int at = in.readByte();
      if (at < 0 || at >= values.length) {
        throw in.corrupt("a choice of " + at + " among " + values.length);
      }
      return values[at];
    }
  }
}
