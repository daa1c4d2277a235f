package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random formats that an earlier version of some records may have had, with random values: what is
 * read is what a plain model, in which a record is a map, makes of the same change; what a rule
 * forbids is refused. Keys and values are of different types.
 */
class RandomChangesTest {
  private static final int CASES = 1_000;
  private static final @Nullable Long SEED = Long.getLong("seed");

  enum Kind {
    RED,
    GREEN,
    @Was("AZURE")
    BLUE
  }

  record Order(long id, @Was("title") String name, @WhenMissing("EUR") String money, int count) {}

  record Mark(double x, @Nullable String note, List<String> tags, short s, @Was("on") boolean up) {}

  record Choice(Integer boxed, Optional<Long> maybe, @WhenMissing("7") long n, Kind kind) {}

  record Deep(Order order, byte b, @WhenMissing("-1.5") double d, Set<Integer> set) {}

  record Deeper(List<Mark> marks, float f, @Nullable Choice choice, @Was({}) long fresh) {}

  private static final List<Class<?>> TYPES =
      List.of(Order.class, Mark.class, Choice.class, Deep.class, Deeper.class);

  @Test
  void whenTypesChangeAtRandom_thenValuesAreWhatAPlainModelMakesOfThem() {
    int read = 0;
    int refused = 0;
    for (int i = 0; i < (SEED == null ? CASES : 1); i++) {
      long seed = SEED == null ? i : SEED;
      try {
        if (readsWhatTheModelSays(new Random(seed))) {
          read++;
        } else {
          refused++;
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(e + System.lineSeparator() + "replay: -Dseed=" + seed, e);
      }
    }
    if (SEED == null) {
      assertThat(read).as("cases that were read").isGreaterThan(CASES / 5);
      assertThat(refused).as("cases that were refused").isGreaterThan(CASES / 5);
    }
  }

  /** False if the keys or the values had to be refused, and were. */
  private static boolean readsWhatTheModelSays(Random random) {
    int keys = random.nextInt(TYPES.size());
    int values = (keys + 1 + random.nextInt(TYPES.size() - 1)) % TYPES.size();
    ChangedFormat key = new ChangedFormat(TYPES.get(keys), random, true);
    ChangedFormat value = new ChangedFormat(TYPES.get(values), random, false);
    Codec<?> keyReader = reader(key, TYPES.get(keys), true);
    Codec<?> valueReader = reader(value, TYPES.get(values), false);
    if (keyReader == null || valueReader == null) {
      return false;
    }
    Map<@Nullable Object, @Nullable Object> expected = new LinkedHashMap<>();
    Map<@Nullable Object, @Nullable Object> seen = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      Object k = key.value();
      Object v = value.value();
      expected.put(key.now(k), value.now(v));
      seen.put(through(keyReader, key, k), through(valueReader, value, v));
    }
    assertThat(seen).isEqualTo(expected);
    return true;
  }

  private static @Nullable Object through(Codec<?> reader, ChangedFormat format, Object value) {
    Object read = Codecs.fromBytes(reader, format.bytes(value));
    return ChangedFormat.plain(read);
  }

  /** Null if it has to be refused, and was. */
  private static @Nullable Codec<?> reader(ChangedFormat format, Class<?> type, boolean key) {
    CodecSchema stored = format.schema();
    Codec<?> codec = Codecs.of(type);
    String reason = format.refused();
    if (reason == null) {
      return key
          ? CodecEvolution.keyReader(codec, stored, "it")
          : CodecEvolution.reader(codec, stored, "it");
    }
    assertThatThrownBy(
            () -> {
              if (key) {
                CodecEvolution.keyReader(codec, stored, "it");
              } else {
                CodecEvolution.reader(codec, stored, "it");
              }
            })
        .as("%s in%n%s", reason, stored.describe())
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ApiError.STATE_INCOMPATIBLE))
        .hasMessageContaining(stored.describe())
        .hasMessageContaining(codec.schema().describe());
    return null;
  }
}
