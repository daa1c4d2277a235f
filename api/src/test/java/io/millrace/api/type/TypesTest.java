package io.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.error.MillraceException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TypesTest {
  record Pair<A, B>(A first, List<B> second) {}

  sealed interface Result<T> permits Ok, Nested, Failed {}

  record Ok<X>(X value) implements Result<X> {}

  record Nested<E>(E value) implements Result<List<E>> {}

  record Failed(String reason) implements Result<String> {}

  static final class Words extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
  }

  @SuppressWarnings({"rawtypes", "unused"})
  static final class Fields<T extends Number> {
    List<String> strings;
    List<? extends Number> numbers;
    List<? super Integer> integers;
    Map<String, List<Integer>> map;
    Map.Entry<String, Long> entry;
    List<String>[] array;
    List raw;
    List<List> nestedRaw;
    T variable;
    List<T> variables;
  }

  private static Type field(String name) throws NoSuchFieldException {
    return Fields.class.getDeclaredField(name).getGenericType();
  }

  @Test
  void whenParameterized_thenEqualToReflectionInBothDirections() throws Exception {
    for (var pair :
        Map.of(
                field("strings"), Types.parameterized(List.class, String.class),
                field("entry"), Types.parameterized(Map.Entry.class, String.class, Long.class),
                field("array"), Types.arrayOf(Types.parameterized(List.class, String.class)))
            .entrySet()) {
      assertThat(pair.getValue()).isEqualTo(pair.getKey()).hasSameHashCodeAs(pair.getKey());
      assertThat(pair.getKey()).isEqualTo(pair.getValue());
    }
    assertThat(Types.parameterized(List.class, String.class))
        .isNotEqualTo(Types.parameterized(List.class, Integer.class));
  }

  @Test
  void whenNumberOfArgumentsIsWrong_thenMessageSaysHowMany() {
    assertThatThrownBy(() -> Types.parameterized(Map.class, String.class))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("java.util.Map has 2 type parameters, was given 1");
    assertThatThrownBy(() -> Types.parameterized(List.class, int.class))
        .hasMessageContaining("Use Integer.class");
    assertThat(Types.parameterized(String.class)).isEqualTo(String.class);
  }

  @Test
  void whenRawClassIsAsked_thenEveryKindOfTypeHasOne() throws Exception {
    assertThat(Types.rawClass(field("strings"))).isEqualTo(List.class);
    assertThat(Types.rawClass(field("array"))).isEqualTo(List[].class);
    assertThat(Types.rawClass(field("variable"))).isEqualTo(Number.class);
    assertThat(Types.rawClass(new UnknownType("why"))).isEqualTo(Object.class);
    assertThat(Types.rawClass(int.class)).isEqualTo(int.class);
  }

  @Test
  void whenTypeIsComplete_thenItIsKnown() throws Exception {
    for (String known : List.of("strings", "numbers", "integers", "map", "array", "entry")) {
      assertThat(Types.isKnown(field(known))).as(known).isTrue();
    }
    for (String unknown : List.of("raw", "nestedRaw", "variable", "variables")) {
      assertThat(Types.isKnown(field(unknown))).as(unknown).isFalse();
    }
    for (Class<?> raw :
        List.of(Optional.class, Map.class, Pair.class, List[].class, Object.class)) {
      assertThat(Types.isKnown(raw)).as(raw.getName()).isFalse();
    }
    assertThat(Types.isKnown(Words.class)).isTrue();
    assertThat(Types.isKnown(int[].class)).isTrue();
    assertThat(Types.isKnown(new UnknownType("why"))).isFalse();
    assertThat(Types.isKnown(Types.parameterized(List.class, new UnknownType("why")))).isFalse();
  }

  @Test
  void whenNamed_thenNoPackages() throws Exception {
    assertThat(Types.name(field("map"))).isEqualTo("Map<String, List<Integer>>");
    assertThat(Types.name(field("numbers"))).isEqualTo("List<? extends Number>");
    assertThat(Types.name(field("integers"))).isEqualTo("List<? super Integer>");
    assertThat(Types.name(field("array"))).isEqualTo("List<String>[]");
    assertThat(Types.name(int[][].class)).isEqualTo("int[][]");
    assertThat(Types.name(field("variable"))).isEqualTo("T");
    assertThat(Types.name(new UnknownType("why"))).isEqualTo("unknown");
    assertThat(Types.name(new Object() {}.getClass())).contains("TypesTest$");
  }

  @Test
  void whenIterableElement_thenFoundInListsArraysAndSubclasses() throws Exception {
    assertThat(Types.iterableElement(field("strings"))).isEqualTo(String.class);
    assertThat(Types.iterableElement(field("numbers"))).isEqualTo(Number.class);
    assertThat(Types.iterableElement(field("integers"))).isEqualTo(Integer.class);
    assertThat(Types.iterableElement(Words.class)).isEqualTo(String.class);
    assertThat(Types.iterableElement(long[].class)).isEqualTo(long.class);
    assertThat(Types.iterableElement(field("array"))).isEqualTo(field("strings"));
    assertThat(Types.iterableElement(field("raw"))).isInstanceOf(UnknownType.class);
    assertThat(Types.iterableElement(String.class)).isInstanceOf(UnknownType.class);
    assertThat(Types.iterableElement(new UnknownType("why"))).isEqualTo(new UnknownType("why"));
  }

  @Test
  void whenArgumentOfSupertype_thenPassedUp() {
    Type future = Types.parameterized(CompletableFuture.class, String.class);
    assertThat(Types.argument(future, CompletionStage.class, 0)).isEqualTo(String.class);
    assertThat(Types.argument(future, CompletionStage.class, 1)).isInstanceOf(UnknownType.class);
  }

  @Test
  void whenBoxed_thenWrapperOrUnchanged() throws Exception {
    assertThat(Types.box(int.class)).isEqualTo(Integer.class);
    assertThat(Types.box(void.class)).isEqualTo(Void.class);
    assertThat(Types.box(String.class)).isEqualTo(String.class);
    assertThat(Types.box(field("strings"))).isEqualTo(field("strings"));
  }

  @Test
  void whenGenericRecord_thenComponentsAreSubstituted() {
    assertThat(Types.recordComponents(Types.parameterized(Pair.class, String.class, Long.class)))
        .containsExactly(String.class, Types.parameterized(List.class, Long.class));
    assertThat(Types.recordComponents(Failed.class)).containsExactly(String.class);
    assertThatThrownBy(() -> Types.recordComponents(String.class))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("java.lang.String is not a record");
  }

  @Test
  void whenGenericSealed_thenArgumentsArePassedDown() {
    Type strings = Types.parameterized(List.class, String.class);
    assertThat(Types.permittedSubtypes(Types.parameterized(Result.class, strings)))
        .containsExactly(
            Types.parameterized(Ok.class, strings),
            Types.parameterized(Nested.class, String.class),
            Failed.class);
    assertThat(Types.permittedSubtypes(String.class)).isEmpty();
  }
}
