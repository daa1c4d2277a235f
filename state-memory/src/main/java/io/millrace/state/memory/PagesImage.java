package io.millrace.state.memory;

import io.millrace.api.backend.ColumnSpec;
import io.millrace.api.backend.KeyGroupRange;
import io.millrace.api.backend.Pages;
import io.millrace.api.backend.StateImage;
import io.millrace.api.backend.StoredState;
import io.millrace.api.codec.CodecSchema;
import io.millrace.api.codec.DataReader;
import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.state.memory.PagesIndex.StoredFamily;
import io.millrace.state.memory.PagesIndex.StoredPage;
import io.millrace.state.memory.PagesIndex.StoredPages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store of this backend left in a checkpoint. The place of a key is the slot it had. One
 * thread; holds the index, how often each slot is retained, and one page at a time, but a table of
 * timers whole.
 */
final class PagesImage implements StateImage {
  private final StoredState stored;
  private final PagesIndex index;
  private final PageDecoder decoder = new PageDecoder();

  private final Map<StoredColumn, List<StoredPage>> columns = new LinkedHashMap<>();

  /** By place: 0 where there is no key, else 1 + how often it was retained, timers not counted. */
  private final NumberPages lives;

  PagesImage(StoredState stored) {
    if (!stored.format().equals(MemorySnapshot.FORMAT)) {
      throw new MillraceException(
          ApiError.STATE_INCOMPATIBLE,
          "the state of operator '"
              + stored.operatorId()
              + "' is in format '"
              + stored.format()
              + "', and this version reads '"
              + MemorySnapshot.FORMAT
              + "'. Restore with the version that wrote it.");
    }
    this.stored = stored;
    index = PagesIndex.read(stored);
    findColumns();
    lives = numbers(Role.LIVES, "");
    checkLives();
    for (StoredTimers table : timers()) {
      NumberPages slots = numbers(Role.TIMER_SLOTS, table.name());
      forEachTag(table.name(), (node, tag) -> uncount((int) slots.get(node)));
    }
  }

  private void checkLives() {
    for (int page = 0; page < lives.pageBound(); page++) {
      for (long taken : lives.readable(page)) {
        if (taken < 0 || taken > Integer.MAX_VALUE) {
          throw PagesIndex.corrupt(stored, "a key that was retained " + (taken - 1) + " times");
        }
      }
    }
  }

  @Override
  public KeyGroupRange range() {
    return stored.range();
  }

  @Override
  public boolean longKeys() {
    return stored.longKeys();
  }

  @Override
  public @Nullable CodecSchema keySchema() {
    StoredFamily keys = family(Role.KEYS, "");
    return keys == null ? stored.keySchema() : keys.schema();
  }

  @Override
  public List<StoredColumn> columns() {
    return List.copyOf(columns.keySet());
  }

  private void findColumns() {
    for (StoredFamily family : index.families()) {
      if (family.role() == Role.COLUMN) {
        for (StoredPages column : family.columns()) {
          if (!column.pages().isEmpty()) {
            columns.put(
                new StoredColumn(family.name(), family.kind(), column.namespace(), family.schema()),
                column.pages());
          }
        }
      }
    }
  }

  @Override
  public List<StoredTimers> timers() {
    List<StoredTimers> tables = new ArrayList<>();
    for (StoredFamily family : index.families()) {
      if (family.role() == Role.TIMER_TAGS && !pages(family).isEmpty()) {
        tables.add(new StoredTimers(family.name(), family.domain(), family.schema()));
      }
    }
    return tables;
  }

  @Override
  public void keys(KeyReceiver receiver) {
    StoredFamily keys = family(Role.KEYS, "");
    if (keys == null || keys.kind() == ColumnSpec.Kind.DOUBLE) {
      return;
    }
    if (keys.kind() == ColumnSpec.Kind.LONG) {
      longKeys(receiver);
      return;
    }
    for (StoredPage page : pages(keys)) {
      decoder.objects(read(page));
      int first = page.number() << Pages.SHIFT;
      for (int i = 0; i < decoder.count(); i++) {
        int place = first + decoder.place(i);
        if (lives.get(place) != 0) {
          receiver.key(place, decoder.object(i), (int) lives.get(place) - 1);
        }
      }
    }
  }

  /** By the slots that are taken, for the key 0 is stored as nothing. */
  private void longKeys(KeyReceiver receiver) {
    NumberPages keys = numbers(Role.KEYS, "");
    for (int page = 0; page < lives.pageBound(); page++) {
      long[] taken = lives.readable(page);
      for (int i = 0; i < taken.length; i++) {
        if (taken[i] != 0) {
          int place = (page << Pages.SHIFT) + i;
          receiver.key(place, keys.get(place), (int) taken[i] - 1);
        }
      }
    }
  }

  @Override
  public void values(StoredColumn column, ValueReceiver receiver) {
    for (StoredPage page : columns.getOrDefault(column, List.of())) {
      byte[] block = read(page);
      if (column.kind() == ColumnSpec.Kind.OBJECT) {
        decoder.objects(block);
      } else {
        decoder.numbers(block);
      }
      int first = page.number() << Pages.SHIFT;
      for (int i = 0; i < decoder.count(); i++) {
        int place = first + decoder.place(i);
        if (lives.get(place) != 0) {
          pass(column.kind(), place, i, receiver);
        }
      }
    }
  }

  private void pass(ColumnSpec.Kind kind, int place, int i, ValueReceiver receiver) {
    switch (kind) {
      case LONG -> {
        if (decoder.number(i) != 0) {
          receiver.value(place, decoder.number(i));
        }
      }
      case DOUBLE -> {
        if (decoder.number(i) != 0) {
          receiver.value(place, Double.longBitsToDouble(decoder.number(i)));
        }
      }
      case OBJECT -> receiver.value(place, decoder.object(i));
    }
  }

  /** A timer that is being put into order. */
  private record Row(long timeMs, long order, int place, byte[] tag) {}

  @Override
  public void timers(StoredTimers table, TimerReceiver receiver) {
    NumberPages times = numbers(Role.TIMER_TIMES, table.name());
    NumberPages orders = numbers(Role.TIMER_ORDERS, table.name());
    NumberPages slots = numbers(Role.TIMER_SLOTS, table.name());
    List<Row> rows = new ArrayList<>();
    forEachTag(
        table.name(),
        (node, tag) ->
            rows.add(
                new Row(
                    times.get(node),
                    orders.get(node),
                    (int) slots.get(node),
                    tag.readRaw(tag.remaining()))));
    rows.sort(Comparator.comparingLong(Row::timeMs).thenComparingLong(Row::order));
    DataReader reader = DataReader.of(new byte[0]);
    for (Row row : rows) {
      reader.reset(row.tag(), 0, row.tag().length);
      receiver.timer(row.timeMs(), row.place(), reader);
    }
  }

  @Override
  public void close() {}

  /** Takes the tag of a timer. */
  private interface TagReceiver {
    void tag(int node, DataReader tag);
  }

  private void forEachTag(String table, TagReceiver receiver) {
    StoredFamily tags = family(Role.TIMER_TAGS, table);
    for (StoredPage page : tags == null ? List.<StoredPage>of() : pages(tags)) {
      decoder.objects(read(page));
      for (int i = 0; i < decoder.count(); i++) {
        receiver.tag((page.number() << Pages.SHIFT) + decoder.place(i), decoder.object(i));
      }
    }
  }

  private void uncount(int place) {
    if (lives.get(place) <= 1) {
      throw PagesIndex.corrupt(stored, "more timers for a key than were counted");
    }
    lives.add(place, -1);
  }

  /** All pages of a column of numbers, decoded; empty if there is none. */
  private NumberPages numbers(Role role, String name) {
    NumberPages numbers = new NumberPages();
    StoredFamily family = family(role, name);
    for (StoredPage page : family == null ? List.<StoredPage>of() : pages(family)) {
      decoder.numbers(read(page));
      long[] to = numbers.page(page.number());
      for (int i = 0; i < decoder.count(); i++) {
        to[decoder.place(i)] = decoder.number(i);
      }
    }
    return numbers;
  }

  private byte[] read(StoredPage page) {
    return stored.read(page.file(), page.offset(), page.length());
  }

  private @Nullable StoredFamily family(Role role, String name) {
    for (StoredFamily family : index.families()) {
      if (family.role() == role && family.name().equals(name)) {
        return family;
      }
    }
    return null;
  }

  /** The pages of the one column of a family that has no namespaces. */
  private static List<StoredPage> pages(StoredFamily family) {
    return family.columns().isEmpty() ? List.of() : family.columns().get(0).pages();
  }
}
