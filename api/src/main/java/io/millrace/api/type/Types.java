package io.millrace.api.type;

import io.millrace.api.error.ApiError;
import io.millrace.api.error.MillraceException;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes {@link Type}s apart and puts them together.
 *
 * <ul>
 *   <li><b>Threads:</b> no state.
 *   <li><b>Cost:</b> reflection; for the time when a pipeline is built, not for each element.
 *   <li><b>Fails:</b> only {@link #parameterized} and {@link #recordComponents}, on arguments that
 *       make no sense. Everything else answers an {@link UnknownType} where nothing is known.
 * </ul>
 */
public final class Types {

  private Types() {}

  /**
   * The class behind {@code type}: of a parameterized type its raw class, of a variable or wildcard
   * the class of its first upper bound, of a generic array the array class. An {@link UnknownType}
   * gives {@code Object.class}.
   */
  public static Class<?> rawClass(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    if (type instanceof ParameterizedType parameterized) {
      return rawClass(parameterized.getRawType());
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(rawClass(array.getGenericComponentType()), 0).getClass();
    }
    if (type instanceof TypeVariable<?> || type instanceof WildcardType) {
      return rawClass(upperBound(type));
    }
    return Object.class;
  }

  /**
   * {@code raw<arguments...>}, for example {@code parameterized(List.class, String.class)}. Equal
   * to the type that reflection gives for the same declaration.
   *
   * @throws MillraceException {@code ARGUMENT_INVALID} if the number of arguments is not that of
   *     the class's parameters, or an argument is primitive
   */
  public static Type parameterized(Class<?> raw, Type... arguments) {
    int expected = raw.getTypeParameters().length;
    if (expected != arguments.length) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID,
          raw.getName()
              + " has "
              + expected
              + " type parameters, was given "
              + arguments.length
              + ".");
    }
    for (Type argument : arguments) {
      if (argument instanceof Class<?> known && known.isPrimitive()) {
        throw new MillraceException(
            ApiError.ARGUMENT_INVALID,
            "a type argument of "
                + raw.getName()
                + " is the primitive "
                + known
                + ". Use "
                + name(box(known))
                + ".class.");
      }
    }
    return expected == 0 ? raw : new GenericType(raw, List.of(arguments));
  }

  /**
   * Whether {@code type} tells all there is to know for finding a codec. False for an {@link
   * UnknownType}, a type variable, {@code Object}, a generic class without its arguments (raw
   * {@code List}), and for anything that has one of these as an argument or array component.
   */
  public static boolean isKnown(Type type) {
    if (type instanceof Class<?> known) {
      if (known.isArray()) {
        return isKnown(known.getComponentType());
      }
      return known != Object.class && known.getTypeParameters().length == 0;
    }
    if (type instanceof ParameterizedType parameterized) {
      return Arrays.stream(parameterized.getActualTypeArguments()).allMatch(Types::isKnown);
    }
    if (type instanceof GenericArrayType array) {
      return isKnown(array.getGenericComponentType());
    }
    return type instanceof WildcardType && isKnown(stripWildcard(type));
  }

  /** A readable name without packages, such as {@code Map<String, List<Line>>}. */
  public static String name(Type type) {
    if (type instanceof Class<?> known) {
      if (known.isArray()) {
        return name(known.getComponentType()) + "[]";
      }
      return known.getSimpleName().isEmpty() ? known.getName() : known.getSimpleName();
    }
    if (type instanceof ParameterizedType parameterized) {
      return Arrays.stream(parameterized.getActualTypeArguments())
          .map(Types::name)
          .collect(Collectors.joining(", ", name(parameterized.getRawType()) + "<", ">"));
    }
    if (type instanceof GenericArrayType array) {
      return name(array.getGenericComponentType()) + "[]";
    }
    if (type instanceof WildcardType wildcard) {
      String word = wildcard.getLowerBounds().length > 0 ? "? super " : "? extends ";
      Type bound = stripWildcard(wildcard);
      return bound == Object.class ? "?" : word + name(bound);
    }
    return type.getTypeName();
  }

  /**
   * The element type of an array or of anything {@link Iterable}: {@code List<Line>} and a {@code
   * class Lines implements Iterable<Line>} both give {@code Line}. An {@link UnknownType} when it
   * cannot be known.
   */
  public static Type iterableElement(Type type) {
    Type component = arrayComponent(type);
    return component != null ? component : argument(type, Iterable.class, 0);
  }

  /**
   * The type argument that {@code type} gives to its supertype {@code generic}, counted from 0:
   * {@code argument(CompletableFuture<Line>, CompletionStage.class, 0)} is {@code Line}. A wildcard
   * gives its bound. An {@link UnknownType} when it cannot be known.
   */
  public static Type argument(Type type, Class<?> generic, int index) {
    if (type instanceof UnknownType) {
      return type;
    }
    Class<?> raw = rawClass(type);
    if (!generic.isAssignableFrom(raw)) {
      return new UnknownType(name(type) + " is not a " + generic.getName());
    }
    TypeVariable<?>[] variables = generic.getTypeParameters();
    if (index < 0 || index >= variables.length) {
      return new UnknownType(
          generic.getName()
              + " has "
              + variables.length
              + " type parameters, number "
              + index
              + " is asked for");
    }
    Type argument = TypeBindings.of(type).apply(variables[index]);
    if (TypeBindings.hasVariable(argument)) {
      return new UnknownType(
          name(type)
              + " does not tell the type argument "
              + variables[index]
              + " of "
              + generic.getSimpleName());
    }
    return stripWildcard(argument);
  }

  /**
   * The wrapper class of a primitive class ({@code Void} of {@code void}); any other type
   * unchanged.
   */
  public static Type box(Type type) {
    return type instanceof Class<?> known ? MethodType.methodType(known).wrap().returnType() : type;
  }

  /**
   * The types of a record's components in order, with the record's type arguments put in: {@code
   * Pair<String, Long>} gives {@code String} and {@code Long}. Of a raw generic record the
   * variables stay.
   *
   * @throws MillraceException {@code ARGUMENT_INVALID} if {@code type} is not a record
   */
  public static List<Type> recordComponents(Type type) {
    RecordComponent[] components = rawClass(type).getRecordComponents();
    if (components == null) {
      throw new MillraceException(
          ApiError.ARGUMENT_INVALID, type.getTypeName() + " is not a record. Pass a record type.");
    }
    TypeBindings bindings = TypeBindings.of(type);
    return Arrays.stream(components).map(c -> bindings.apply(c.getGenericType())).toList();
  }

  /**
   * The direct subtypes that a sealed type permits, in the order of its declaration, with its type
   * arguments passed down: {@code Result<String>} gives {@code Ok<String>} and {@code Failed}. A
   * subtype whose arguments cannot be told is its raw class. Empty if {@code type} is not sealed.
   */
  public static List<Type> permittedSubtypes(Type type) {
    Class<?> sealed = rawClass(type);
    Class<?>[] permitted = sealed.getPermittedSubclasses();
    if (permitted == null) {
      return List.of();
    }
    List<Type> result = new ArrayList<>();
    for (Class<?> subtype : permitted) {
      result.add(passDown(type, sealed, subtype));
    }
    return result;
  }

  private static Type passDown(Type type, Class<?> sealed, Class<?> subtype) {
    if (subtype.getTypeParameters().length == 0
        || !(type instanceof ParameterizedType parameterized)) {
      return subtype;
    }
    TypeBindings up = TypeBindings.of(subtype);
    TypeBindings down = TypeBindings.none();
    Type[] arguments = parameterized.getActualTypeArguments();
    TypeVariable<?>[] variables = sealed.getTypeParameters();
    for (int i = 0; i < variables.length; i++) {
      down.unify(stripWildcard(up.apply(variables[i])), stripWildcard(arguments[i]));
    }
    Type found = down.viewAs(subtype);
    return found == null ? subtype : found;
  }

  /** The component type of an array type; null if {@code type} is no array. */
  public static @Nullable Type arrayComponent(Type type) {
    if (type instanceof GenericArrayType array) {
      return array.getGenericComponentType();
    }
    return type instanceof Class<?> known ? known.getComponentType() : null;
  }

  /** {@code component[]}. */
  static Type arrayOf(Type component) {
    return component instanceof Class<?> known
        ? Array.newInstance(known, 0).getClass()
        : new GenericType.OfArray(component);
  }

  /** Of {@code ? super X} and {@code ? extends X} the {@code X}; any other type unchanged. */
  public static Type stripWildcard(Type type) {
    if (type instanceof WildcardType wildcard) {
      Type[] lower = wildcard.getLowerBounds();
      return lower.length > 0 ? lower[0] : wildcard.getUpperBounds()[0];
    }
    return type;
  }

  /** The first upper bound of a variable or wildcard; any other type unchanged. */
  static Type upperBound(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return variable.getBounds()[0];
    }
    return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
  }
}
