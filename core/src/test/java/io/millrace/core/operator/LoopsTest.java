package io.millrace.core.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.function.KeySelector;
import io.millrace.api.function.Mapper;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Output;
import io.millrace.api.time.EventTimes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopsTest {
  private static final String SWITCH = "millrace.hiddenClasses";

  @AfterEach
  void switchBack() {
    System.clearProperty(SWITCH);
  }

  @Test
  void whenTwoLoopsAreMade_thenEachHasAClassOfItsOwn() {
    MapLoop one = Loops.map((Long value) -> value + 1);
    MapLoop other = Loops.map((Long value) -> value + 2);

    assertThat(one.getClass()).isNotEqualTo(other.getClass());
    assertThat(one.getClass().isHidden()).isTrue();
  }

  @Test
  void whenHiddenClassesAreOff_thenLoopsShareTheirClass() {
    System.setProperty(SWITCH, "false");
    MapLoop one = Loops.map((Long value) -> value + 1);
    MapLoop other = Loops.map((Long value) -> value + 2);

    assertThat(one.getClass()).isEqualTo(other.getClass());
    assertThat(one.getClass().isHidden()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenMapped_thenOnlyTheFirstValuesAreReplaced(String hidden) {
    System.setProperty(SWITCH, hidden);
    Object[] values = {1L, 2L, 3L};

    Loops.map((Long value) -> value * 10).run(values, 2);

    assertThat(values).containsExactly(10L, 20L, 3L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenFiltered_thenThePlacesToKeepAreGiven(String hidden) {
    System.setProperty(SWITCH, hidden);
    int[] kept = new int[5];

    int count = Loops.filter((Long value) -> value % 2 == 0).run(numbers(5), 5, kept);

    assertThat(count).isEqualTo(3);
    assertThat(kept).startsWith(0, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenPeeked_thenEveryValueIsShown(String hidden) {
    System.setProperty(SWITCH, hidden);
    List<Long> seen = new ArrayList<>();

    Loops.peek((Long value) -> seen.add(value)).run(numbers(4), 3);

    assertThat(seen).containsExactly(0L, 1L, 2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenFlatMapped_thenResultsKeepTheTime(String hidden) {
    System.setProperty(SWITCH, hidden);
    List<String> out = new ArrayList<>();

    Loops.flatMap((Long value) -> List.of(value, -value))
        .run(numbers(3), new long[] {7, 8, 9}, 2, (value, at) -> out.add(value + "@" + at));

    assertThat(out).containsExactly("0@7", "0@7", "1@8", "-1@8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenElementsRun_thenTheOperatorSeesThemInOrder(String hidden) {
    System.setProperty(SWITCH, hidden);
    List<String> out = new ArrayList<>();

    Loops.elements(new Twice())
        .run(numbers(2), new long[] {5, 6}, 2, (value, at) -> out.add(value + "@" + at));

    assertThat(out).containsExactly("0@5", "0@5", "1@6", "1@6");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenTimesAreRead_thenBoundsAreRight(String hidden) {
    System.setProperty(SWITCH, hidden);
    TimeLoop loop = Loops.times((Long value) -> value);
    Object[] values = {5L, 3L, 9L, 4L};
    long[] times = new long[4];

    loop.run(values, 4, times);
    assertThat(times).containsExactly(5, 3, 9, 4);
    assertThat(loop.min()).isEqualTo(3);
    assertThat(loop.max()).isEqualTo(9);

    loop.run(values, 0, times);
    assertThat(loop.min()).isEqualTo(EventTimes.MAX);
    assertThat(loop.max()).isEqualTo(EventTimes.MIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenKeysAreRead_thenTheyComeAsObjectsOrLongs(String hidden) {
    System.setProperty(SWITCH, hidden);
    Object[] objects = new Object[3];
    long[] longs = new long[3];

    Loops.keys((Long value) -> "k" + value).run(numbers(3), 3, objects);
    Loops.longKeys((Long value) -> (short) (value + 1)).run(numbers(3), 3, longs);

    assertThat(objects).containsExactly("k0", "k1", "k2");
    assertThat(longs).containsExactly(1, 2, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenFunctionThrows_thenTheRowIsKnown(String hidden) {
    System.setProperty(SWITCH, hidden);
    Mapper<Long, Long> divide = value -> 1 / (3 - value);
    MapLoop loop = Loops.map(divide);

    assertThatThrownBy(() -> loop.run(numbers(6), 6)).isInstanceOf(ArithmeticException.class);

    assertThat(loop.row()).isEqualTo(3);
  }

  /** An event as users write it: its keys are primitive. */
  private record Reading(long id, int station, short channel, byte kind, double height) {
    private long idPlus(long more) {
      return id + more;
    }

    static long twice(Reading reading) {
      return 2 * reading.id;
    }
  }

  private static final Object[] READINGS = {
    new Reading(1L << 40, 7, (short) -3, (byte) 100, 0), new Reading(-5, 8, (short) 9, (byte) -1, 0)
  };

  private static long[] keysOf(KeySelector<Reading, ? extends Number> selector) {
    long[] keys = new long[2];
    Loops.longKeys(selector).run(READINGS, 2, keys);
    return keys;
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whenKeyIsAPrimitiveMethod_thenTheLoopReadsWhatItReturns(String hidden) {
    System.setProperty(SWITCH, hidden);
    Reading other = new Reading(10, 0, (short) 0, (byte) 0, 0);
    long shift = 3;

    assertThat(keysOf(Reading::id)).containsExactly(1L << 40, -5);
    assertThat(keysOf(Reading::station)).containsExactly(7, 8);
    assertThat(keysOf(Reading::channel)).containsExactly(-3, 9);
    assertThat(keysOf(Reading::kind)).containsExactly(100, -1);
    assertThat(keysOf(Reading::twice)).containsExactly(1L << 41, -10);
    assertThat(keysOf(reading -> reading.id() + shift)).containsExactly((1L << 40) + 3, -2);
    assertThat(keysOf(reading -> other.idPlus(reading.station()))).containsExactly(17, 18);
  }

  @Test
  void whenKeyIsAPrimitiveMethod_thenItIsCalledDirectly() {
    KeySelector<Reading, Long> id = Reading::id;
    KeySelector<Reading, Integer> station = Reading::station;
    KeySelector<Reading, Double> height = Reading::height;
    KeySelector<Reading, Long> written =
        new KeySelector<>() {
          @Override
          public Long keyOf(Reading value) {
            return value.id();
          }
        };

    assertThat(DirectMethods.wholeNumber(id)).isNotNull();
    assertThat(DirectMethods.wholeNumber(station)).isNotNull();
    assertThat(DirectMethods.wholeNumber(height)).as("not a whole number").isNull();
    assertThat(DirectMethods.wholeNumber(written)).as("an object of a class").isNull();
  }

  @Test
  void whenMethodBehindAKeyThrows_thenTheRowIsKnown() {
    KeySelector<Reading, Long> id = Reading::id;
    LongKeyLoop loop = Loops.longKeys(id);

    assertThatThrownBy(() -> loop.run(new Object[] {READINGS[0], null}, 2, new long[2]))
        .isInstanceOf(NullPointerException.class);
    assertThat(loop.row()).isEqualTo(1);
    assertThatThrownBy(() -> loop.run(new Object[] {"text"}, 1, new long[1]))
        .isInstanceOf(ClassCastException.class);
    assertThat(loop.row()).isZero();
  }

  @Test
  void whenAFunctionWithoutStateIsUsedAgain_thenItsLoopsShareTheirCode() {
    Mapper<Long, Long> next = value -> value + 1;
    long step = System.identityHashCode(this);
    Mapper<Long, Long> captures = value -> value + step;

    assertThat(Loops.map(next).getClass()).isEqualTo(Loops.map(next).getClass());
    assertThat(Loops.map(next)).isNotSameAs(Loops.map(next));
    assertThat(Loops.map(captures).getClass()).isNotEqualTo(Loops.map(captures).getClass());
  }

  private static Object[] numbers(int count) {
    Object[] values = new Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = (long) i;
    }
    return values;
  }

  private static final class Twice implements Operator<Long, Long> {
    @Override
    public void process(Long value, long timeMs, Output<Long> out) {
      out.emit(value, timeMs);
      out.emit(value, timeMs);
    }
  }
}
