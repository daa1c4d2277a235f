package io.millrace.api.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LambdaTypesTest {
  private static final Type LINES = Types.parameterized(List.class, Line.class);

  /** Public, as another class loader's class implements it. */
  public interface Fn<T, R> extends Serializable {
    R apply(T value);
  }

  interface Many<T, R> extends Serializable {
    Iterable<? extends R> apply(T value);
  }

  interface Two<A, B, R> extends Serializable {
    R apply(A a, B b);
  }

  interface ToLong<T> extends Serializable {
    long apply(T value);
  }

  interface Handler<K, E, R> extends Serializable {
    R onEvent(K key, E event);

    R onTimer(K key);
  }

  record Line(String sku, int quantity) {}

  record Order(String id, List<Line> lines, Circle circle) {
    static Order of(String id) {
      return new Order(id, List.of(), new Circle(1));
    }
  }

  sealed interface Shape permits Circle {}

  record Circle(double radius) implements Shape {}

  record Box<T>(T value) {
    List<T> asList() {
      return List.of(value);
    }

    static <E> Box<E> boxed(E value) {
      return new Box<>(value);
    }

    static <E> Map<E, E> both(E one, E other) {
      return Map.of(one, other);
    }
  }

  /** Not serialisable, and generic in its superclass. */
  abstract static class Repository<T> {
    Optional<T> find(String id) {
      return Optional.empty();
    }
  }

  static final class Orders extends Repository<Order> {}

  static final class ToLines implements Fn<Order, List<Line>> {
    @Override
    public List<Line> apply(Order order) {
      return order.lines();
    }
  }

  abstract static class Base<X> implements Handler<String, X, List<X>> {}

  static final class CartWatch extends Base<Line> {
    @Override
    public List<Line> onEvent(String key, Line event) {
      return List.of(event);
    }

    @Override
    public List<Line> onTimer(String key) {
      return List.of();
    }
  }

  static final class Same<T> implements Fn<T, T> {
    @Override
    public T apply(T value) {
      return value;
    }
  }

  private static <T, R> CapturedTypes of(Fn<T, R> function) {
    return LambdaTypes.of(function);
  }

  @Test
  void whenLambdaReturnsPlainClass_thenBothTypesAreExact() {
    CapturedTypes types = LambdaTypesTest.<Order, String>of(o -> o.id());
    assertThat(types.parameters()).containsExactly(Order.class);
    assertThat(types.result()).isEqualTo(String.class);
  }

  @Test
  void whenLambdaReturnsGeneric_thenResultIsRawAndNotKnown() {
    CapturedTypes types = LambdaTypesTest.<Order, List<Line>>of(o -> o.lines());
    assertThat(types.parameter(0)).isEqualTo(Order.class);
    assertThat(types.result()).isEqualTo(List.class);
    assertThat(Types.isKnown(types.result())).isFalse();
  }

  @Test
  void whenLambdaReturnsPrimitive_thenResultIsPrimitive() {
    ToLong<Order> length = o -> o.id().length();
    assertThat(LambdaTypes.of(length).result()).isEqualTo(long.class);
  }

  @Test
  void whenLambdaHasTwoParametersAndCapturesValues_thenOnlyItsOwnParametersAreShown() {
    int offset = 3;
    String prefix = "p";
    Two<String, Integer, Line> function = (s, i) -> new Line(prefix + s, i + offset);
    CapturedTypes types = LambdaTypes.of(function);
    assertThat(types.parameters()).containsExactly(String.class, Integer.class);
    assertThat(types.result()).isEqualTo(Line.class);
  }

  @Test
  void whenLambdaCapturesNonSerialisableObject_thenTypesAreRead() {
    Object lock = new Object();
    Thread thread = Thread.currentThread();
    CapturedTypes types =
        LambdaTypesTest.<Order, String>of(o -> o.id() + lock.hashCode() + thread.getName());
    assertThat(types.parameters()).containsExactly(Order.class);
    assertThat(types.result()).isEqualTo(String.class);
  }

  @Test
  void whenLambdaCapturesThis_thenTypesAreRead() {
    CapturedTypes types = LambdaTypesTest.<Order, Integer>of(o -> o.id().length() + hashCode());
    assertThat(types.parameters()).containsExactly(Order.class);
    assertThat(types.result()).isEqualTo(Integer.class);
  }

  @Test
  void whenMethodReference_thenGenericResultIsKept() {
    CapturedTypes types = of(Order::lines);
    assertThat(types.parameters()).containsExactly(Order.class);
    assertThat(types.result()).isEqualTo(LINES);
    assertThat(Types.isKnown(types.result())).isTrue();
  }

  @Test
  void whenMethodReferenceToPrimitive_thenResultIsBoxedAsTheInterfaceSays() {
    assertThat(of(Line::quantity).result()).isEqualTo(Integer.class);
    ToLong<Line> quantity = Line::quantity;
    assertThat(LambdaTypes.of(quantity).result()).isEqualTo(long.class);
  }

  @Test
  void whenInterfaceReturnsIterable_thenReferenceIsSeenAsIterableOfElement() {
    Many<Order, Line> lines = Order::lines;
    assertThat(Types.iterableElement(LambdaTypes.of(lines).result())).isEqualTo(Line.class);
  }

  @Test
  void whenInterfaceIsWiderThanMethod_thenResultIsWhatTheStreamCarries() {
    Fn<Order, Shape> shape = Order::circle;
    Fn<Order, Collection<Line>> lines = Order::lines;
    Fn<Order, Object> any = Order::lines;
    assertThat(LambdaTypes.of(shape).result()).isEqualTo(Shape.class);
    assertThat(LambdaTypes.of(lines).result())
        .isEqualTo(Types.parameterized(Collection.class, Line.class));
    assertThat(LambdaTypes.of(any).result()).isEqualTo(LINES);
  }

  @Test
  void whenStaticMethodReference_thenParameterAndResultAreKnown() {
    CapturedTypes types = of(LambdaTypesTest::byId);
    assertThat(types.parameter(0)).isEqualTo(LINES);
    assertThat(types.result()).isEqualTo(Types.parameterized(Map.class, String.class, Line.class));
  }

  private static Map<String, Line> byId(List<Line> lines) {
    return Map.of("first", lines.get(0));
  }

  @Test
  void whenConstructorReference_thenResultIsTheClass() {
    Two<String, Integer, Line> line = Line::new;
    CapturedTypes types = LambdaTypes.of(line);
    assertThat(types.parameters()).containsExactly(String.class, Integer.class);
    assertThat(types.result()).isEqualTo(Line.class);
  }

  @Test
  void whenGenericConstructorReference_thenArgumentComesFromParameter() {
    Fn<Line, Box<Line>> box = Box::new;
    assertThat(LambdaTypes.of(box).result()).isEqualTo(Types.parameterized(Box.class, Line.class));
  }

  @Test
  void whenArrayConstructorReference_thenResultIsTheArray() {
    Fn<Integer, Line[]> array = Line[]::new;
    assertThat(LambdaTypes.of(array).result()).isEqualTo(Line[].class);
  }

  @Test
  void whenGenericStaticMethod_thenVariableComesFromParameter() {
    Fn<String, Box<String>> box = Box::boxed;
    assertThat(LambdaTypes.of(box).result())
        .isEqualTo(Types.parameterized(Box.class, String.class));
  }

  @Test
  void whenParametersBindOneVariableTwice_thenResultIsRaw() {
    Two<String, Integer, Map<? extends Object, ? extends Object>> both = Box::both;
    assertThat(Types.isKnown(LambdaTypes.of(both).result())).isFalse();
  }

  @Test
  void whenReceiverIsGeneric_thenPlainResultIsExactAndGenericResultIsRaw() {
    Fn<Box<String>, String> value = Box::value;
    Fn<Box<String>, List<String>> list = Box::asList;
    assertThat(LambdaTypes.of(value).result()).isEqualTo(String.class);
    assertThat(LambdaTypes.of(list).result()).isEqualTo(List.class);
    assertThat(Types.isKnown(LambdaTypes.of(list).parameter(0))).isFalse();
  }

  @Test
  void whenReceiverBindsSuperclass_thenInheritedGenericResultIsKnown() {
    Two<Orders, String, Optional<Order>> find = Orders::find;
    assertThat(LambdaTypes.of(find).result())
        .isEqualTo(Types.parameterized(Optional.class, Order.class));
  }

  @Test
  void whenBoundReceiver_thenItsRunTimeClassBindsTheVariables() {
    Repository<Order> orders = new Orders();
    CapturedTypes types = of(orders::find);
    assertThat(types.parameters()).containsExactly(String.class);
    assertThat(types.result()).isEqualTo(Types.parameterized(Optional.class, Order.class));
  }

  @Test
  void whenMethodOfJdkInterface_thenTypesAreRead() {
    Fn<String, Integer> length = CharSequence::length;
    assertThat(LambdaTypes.of(length).parameters()).containsExactly(String.class);
    assertThat(LambdaTypes.of(length).result()).isEqualTo(Integer.class);
    Fn<String, String> trim = String::trim;
    assertThat(LambdaTypes.of(trim).result()).isEqualTo(String.class);
  }

  @Test
  void whenNamedOrAnonymousClass_thenTypeArgumentsAreKept() {
    Fn<Order, Map<String, Line>> anonymous =
        new Fn<>() {
          @Override
          public Map<String, Line> apply(Order value) {
            return Map.of();
          }
        };
    assertThat(LambdaTypes.of(new ToLines()))
        .isEqualTo(new CapturedTypes(List.of(Order.class), LINES));
    assertThat(LambdaTypes.of(anonymous).result())
        .isEqualTo(Types.parameterized(Map.class, String.class, Line.class));
  }

  @Test
  void whenGenericClass_thenTypesAreUnknownWithReason() {
    CapturedTypes types = LambdaTypes.of(new Same<String>());
    assertThat(types.result()).isInstanceOf(UnknownType.class);
    assertThat(((UnknownType) types.result()).reason()).contains("Same", "Fn");
    assertThat(types.parameter(0)).isInstanceOf(UnknownType.class);
    assertThat(types.parameter(7)).isInstanceOf(UnknownType.class);
  }

  @Test
  void whenLambdaIsNotSerialisable_thenReasonSaysSo() {
    Function<String, String> function = s -> s;
    CapturedTypes types = LambdaTypes.of(function);
    assertThat(((UnknownType) types.result()).reason()).contains("does not extend Serializable");
    assertThat(types.parameters()).hasSize(1);
  }

  @Test
  void whenObjectIsNoFunction_thenResultIsUnknown() {
    assertThat(LambdaTypes.of(new Object()).result()).isInstanceOf(UnknownType.class);
  }

  @Test
  void whenInterfaceIsGiven_thenItIsTheOneThatIsRead() {
    assertThat(LambdaTypes.of("text", Comparable.class))
        .isEqualTo(new CapturedTypes(List.of(String.class), int.class));
  }

  @Test
  void whenClassIsResolved_thenArgumentsPassThroughItsSuperclass() {
    assertThat(LambdaTypes.resolve(CartWatch.class, Handler.class, 0)).isEqualTo(String.class);
    assertThat(LambdaTypes.resolve(CartWatch.class, Handler.class, 1)).isEqualTo(Line.class);
    assertThat(LambdaTypes.resolve(CartWatch.class, Handler.class, 2)).isEqualTo(LINES);
  }

  @Test
  void whenNothingCanBeResolved_thenUnknownType() {
    Fn<String, String> lambda = s -> s;
    assertThat(LambdaTypes.resolve(CartWatch.class, Handler.class, 3))
        .isInstanceOf(UnknownType.class);
    assertThat(LambdaTypes.resolve(CartWatch.class, Fn.class, 0)).isInstanceOf(UnknownType.class);
    assertThat(LambdaTypes.resolve(Same.class, Fn.class, 0)).isInstanceOf(UnknownType.class);
    assertThat(LambdaTypes.resolve(lambda.getClass(), Fn.class, 0)).isInstanceOf(UnknownType.class);
  }

  /** Loaded once more by another class loader. */
  public static final class Foreign implements Fn<String, List<Fn<?, ?>>> {
    record Hidden(List<Hidden> parts) {}

    @Override
    public List<Fn<?, ?>> apply(String value) {
      Fn<Hidden, List<Hidden>> parts = Hidden::parts;
      Fn<Hidden, Hidden> same = h -> h;
      return List.of(parts, same);
    }
  }

  @Test
  void whenLambdaComesFromAnotherClassLoader_thenItsClassesAreFoundThere() throws Exception {
    Class<?> foreign = new OwnCopies(Foreign.class.getName()).loadClass(Foreign.class.getName());
    assertThat(foreign).isNotEqualTo(Foreign.class);
    @SuppressWarnings("unchecked")
    var functions =
        ((Fn<String, List<Fn<?, ?>>>) foreign.getDeclaredConstructor().newInstance()).apply("");
    Type hidden = LambdaTypes.of(functions.get(1)).result();
    assertThat(Types.rawClass(hidden).getClassLoader()).isEqualTo(foreign.getClassLoader());
    assertThat(LambdaTypes.of(functions.get(0)))
        .isEqualTo(new CapturedTypes(List.of(hidden), Types.parameterized(List.class, hidden)));
  }

  /** Defines classes whose names begin with a prefix itself. */
  private static final class OwnCopies extends ClassLoader {
    private final String prefix;

    OwnCopies(String prefix) {
      super(LambdaTypesTest.class.getClassLoader());
      this.prefix = prefix;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null || !name.startsWith(prefix)) {
        return loaded != null ? loaded : super.loadClass(name, resolve);
      }
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        in.transferTo(bytes);
        return defineClass(name, bytes.toByteArray(), 0, bytes.size());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
