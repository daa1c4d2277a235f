package io.millrace.state.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The key indexes against java.util.HashMap. */
final class KeyIndexTest {
  private static final int CASES = 1_000;

  private final PagePool pool = new PagePool();

  @Test
  void whenLongKeysComeAndGo_thenTheIndexAgreesWithAHashMap() {
    Seeds.forEach(
        CASES,
        seed -> {
          Slots slots = new Slots(pool, 1);
          LongKeyIndex index = new LongKeyIndex(slots, slot -> {}, pool, 1);
          Random random = new Random(seed);
          int shift = random.nextInt(60);
          int distinct = 1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 200);
          compare(index, random, () -> (long) random.nextInt(distinct) << shift, true);
          index.column().clear();
          slots.lives().clear();
        });
  }

  @Test
  void whenObjectKeysComeAndGo_thenTheIndexAgreesWithAHashMap() {
    Seeds.forEach(
        CASES,
        seed -> {
          Slots slots = new Slots(pool, 1);
          ObjectKeyIndex index = new ObjectKeyIndex(slots, slot -> {}, pool, 1);
          Random random = new Random(seed);
          int hashes = 1 + random.nextInt(random.nextBoolean() ? 8 : 100_000);
          int distinct = 1 + random.nextInt(random.nextInt(10) == 0 ? 1_000 : 100);
          compare(index, random, () -> new Clashing(random.nextInt(distinct), hashes), false);
        });
  }

  @Test
  void whenMillionsOfSlotsAreNotNeeded_thenKeysThatComeAndGoStayInAFew() {
    Slots slots = new Slots(pool, 1);
    LongKeyIndex index = new LongKeyIndex(slots, slot -> {}, pool, 1);
    int[] out = new int[100];
    long[] keys = new long[100];
    for (int round = 0; round < 2_000; round++) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = round * 100L + i;
      }
      index.resolve(keys, keys.length, out);
      slots.drainCandidates(index::free);
    }
    assertThat(index.slotBound()).isEqualTo(100);
    assertThat(index.size()).isZero();
    assertThat(index.bytes()).isLessThan(16_384);
  }

  @Test
  void whenMoreThanAChunkIsResolved_thenEveryKeyIsFound() {
    Slots slots = new Slots(pool, 1);
    LongKeyIndex index = new LongKeyIndex(slots, slot -> {}, pool, 1);
    long[] keys = new Random(Seeds.ofRun()).longs(300_000).distinct().toArray();
    int[] out = new int[keys.length];
    index.resolve(keys, keys.length, out);
    for (int i = 0; i < keys.length; i++) {
      assertThat(out[i]).isEqualTo(i);
      assertThat(index.longKeyAt(i)).isEqualTo(keys[i]);
    }
  }

  @Test
  void whenAKeyChangesInTheIndex_thenFreeingItSaysSo() {
    Slots slots = new Slots(pool, 1);
    ObjectKeyIndex index = new ObjectKeyIndex(slots, slot -> {}, pool, 1);
    List<String> changing = new ArrayList<>(List.of("a"));
    index.resolve(new Object[] {changing}, 1, new int[1]);
    changing.add("b");
    assertThatThrownBy(() -> index.free(0)).hasMessageContaining("Keys must not change");
  }

  @FunctionalInterface
  private interface Keys {
    Object next();
  }

  private static void compare(SlotKeys index, Random random, Keys keys, boolean longs) {
    Map<Object, Integer> expected = new HashMap<>();
    for (int round = 0; round < 20; round++) {
      int count = 1 + random.nextInt(100);
      Object[] objects = new Object[count];
      long[] primitives = new long[count];
      int[] slots = new int[count];
      for (int i = 0; i < count; i++) {
        objects[i] = keys.next();
        primitives[i] = longs ? (Long) objects[i] : 0;
      }
      if (longs) {
        index.resolve(primitives, count, slots);
      } else {
        index.resolve(objects, count, slots);
      }
      for (int i = 0; i < count; i++) {
        Integer before = expected.putIfAbsent(objects[i], slots[i]);
        assertThat(slots[i]).as("slot of key %s", i).isEqualTo(before == null ? slots[i] : before);
      }
      assertThat(expected.values()).doesNotHaveDuplicates();
      int percent = random.nextInt(100);
      expected
          .entrySet()
          .removeIf(
              entry -> {
                boolean gone = random.nextInt(100) < percent;
                if (gone) {
                  index.free(entry.getValue());
                }
                return gone;
              });
      assertThat(index.size()).isEqualTo(expected.size());
      Object any = keys.next();
      assertThat(index.find(any)).isEqualTo(expected.getOrDefault(any, -1));
    }
    expected.forEach((key, slot) -> assertThat(index.find(key)).isEqualTo(slot));
    expected.forEach((key, slot) -> assertThat(index.keyAt(slot)).isEqualTo(key));
  }

  /** A key whose hash codes clash. */
  private record Clashing(int number, int hashes) {
    @Override
    public int hashCode() {
      return number % hashes;
    }
  }
}
