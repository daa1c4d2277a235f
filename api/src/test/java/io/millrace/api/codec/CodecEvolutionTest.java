package io.millrace.api.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import io.millrace.api.type.Types;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Types before and after a change stand side by side; the names of records are not compared. */
class CodecEvolutionTest {
  record Old(int a, @Nullable String b, float c) {}

  record New(double c, @Was("a") long id, List<String> more, @WhenMissing("x") String d) {}

  record TreeOld(int n, List<TreeOld> of) {}

  record TreeNew(List<TreeNew> of, boolean added, long n) {}

  record Pair(int a, int b) {}

  record First(int a) {}

  record Strict(int a, int parts) {
    Strict {
      if (parts < 1) {
        throw new IllegalArgumentException("no parts");
      }
    }
  }

  record Versioned(long cents) {}

  /** Of version 2, reads version 1 if it is told to: in euros. */
  private record Money(int version, boolean readsOld) implements Codec<Versioned> {
    @Override
    public void write(Versioned value, DataWriter out) {
      out.writeLong(version == 1 ? value.cents() / 100 : value.cents());
    }

    @Override
    public Versioned read(DataReader in) {
      return new Versioned(version == 1 ? 100 * in.readLong() : in.readLong());
    }

    @Override
    public CodecSchema schema() {
      return CodecSchema.leaf("money", version);
    }

    @Override
    public Codec<Versioned> reading(StoredFormat stored) {
      return readsOld && stored.schema().version() == 1
          ? new Money(1, false)
          : Codec.super.reading(stored);
    }
  }

  record Purse(String owner, Versioned money) {}

  private static Object readAs(Codec<?> now, Codec<?> then, Object value) {
    return read(CodecEvolution.reader(now, then.schema(), "it"), then, value);
  }

  @SuppressWarnings("unchecked") // the value is of the codec's type
  private static Object read(Codec<?> reader, Codec<?> then, Object value) {
    byte[] bytes = Codecs.toBytes((Codec<Object>) then, value);
    Object read = Codecs.fromBytes((Codec<Object>) reader, bytes);
    Codec<Object> both = (Codec<Object>) reader;
    // What is written is of today.
    assertThat(both.schema()).isNotEqualTo(then.schema());
    assertThat(Codecs.toBytes(both, read)).isNotEmpty();
    return read;
  }

  @Test
  void whenComponentsAreAddedRemovedWidenedRenamedAndMoved_thenEachFindsItsPlace() {
    assertThat(readAs(Codecs.of(New.class), Codecs.of(Old.class), new Old(-3, "gone", 0.1f)))
        .isEqualTo(new New(0.1f, -3, List.of(), "x"));
    assertThat(readAs(Codecs.of(New.class), Codecs.of(Old.class), new Old(1 << 30, null, 2)))
        .isEqualTo(new New(2, 1 << 30, List.of(), "x"));
  }

  @Test
  void whenTheConstructorRefusesWhatIsNew_thenTheStateDoesNotFitAndTheComponentIsNamed() {
    assertThatThrownBy(() -> readAs(Codecs.of(Strict.class), Codecs.of(First.class), new First(1)))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ApiError.STATE_INCOMPATIBLE))
        .hasMessageContaining("new component parts")
        .hasMessageContaining("@WhenMissing");
  }

  @Test
  void whenATypeHoldsItself_thenItIsReadAtEveryDepth() {
    TreeOld old = new TreeOld(1, List.of(new TreeOld(2, List.of()), new TreeOld(3, List.of())));
    assertThat(readAs(Codecs.of(TreeNew.class), Codecs.of(TreeOld.class), old))
        .isEqualTo(
            new TreeNew(
                List.of(new TreeNew(List.of(), false, 2), new TreeNew(List.of(), false, 3)),
                false,
                1));
  }

  @Test
  void whenWhatIsReadIsWritten_thenTheCodecOfTodayReadsIt() {
    Codec<New> now = Codecs.of(New.class);
    Codec<New> reader = CodecEvolution.reader(now, Codecs.of(Old.class).schema(), "it");
    New value = new New(1, 2, List.of("m"), "d");
    assertThat(reader.schema()).isEqualTo(now.schema());
    assertThat(Codecs.fromBytes(now, Codecs.toBytes(reader, value))).isEqualTo(value);
  }

  @Test
  void whenAKeyLosesAComponent_thenItIsRefusedThoughAValueMay() {
    Codec<First> now = Codecs.of(First.class);
    CodecSchema then = Codecs.of(Pair.class).schema();
    assertThat(CodecEvolution.reader(now, then, "it")).isNotNull();
    refused(() -> CodecEvolution.keyReader(now, then, "it"), "Pair: component 'b' is gone");
    Codec<?> sets = Codecs.of(Types.parameterized(Set.class, First.class));
    CodecSchema ofPairs = Codecs.of(Types.parameterized(Set.class, Pair.class)).schema();
    refused(() -> CodecEvolution.reader(sets, ofPairs, "it"), "set[]: component 'b' is gone");
    Codec<?> maps = Codecs.of(Types.parameterized(Map.class, First.class, Pair.class));
    CodecSchema byPair = Codecs.of(Types.parameterized(Map.class, Pair.class, Pair.class)).schema();
    refused(() -> CodecEvolution.reader(maps, byPair, "it"), "map{key}: component 'b' is gone");
  }

  @Test
  void whenARegisteredCodecHasANewVersion_thenOnlyItsHookReadsTheOldOne() {
    Codec<Purse> then = purse(1, false);
    Purse purse = new Purse("o", new Versioned(500));
    assertThat(readAs(purse(2, true), then, purse)).isEqualTo(purse);
    refused(
        () -> CodecEvolution.reader(purse(2, false), then.schema(), "it"),
        "Purse.money: stored as money v1, now money v2");
  }

  private static Codec<Purse> purse(int version, boolean readsOld) {
    return CodecRegistry.builtIn()
        .with(Versioned.class, new Money(version, readsOld))
        .derive(Purse.class, "");
  }

  @Test
  void whenNullCouldBeStored_thenOnlyWhatCanBeNullReadsIt() {
    Codec<@Nullable Long> nullable = Codecs.nullable(Codecs.of(Long.class));
    assertThat(readAs(nullable, Codecs.of(Integer.class), 7)).isEqualTo(7L);
    refused(
        () -> CodecEvolution.reader(Codecs.of(Long.class), nullable.schema(), "it"),
        "nullable: stored as nullable, now long");
  }

  private static void refused(Runnable change, String parts) {
    assertThatThrownBy(change::run)
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.code()).isEqualTo(ApiError.STATE_INCOMPATIBLE))
        .hasMessageContaining("it was stored as\n")
        .hasMessageContaining("and cannot be read as\n")
        .hasMessageContaining("They part at " + parts);
  }
}
